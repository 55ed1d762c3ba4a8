using System.Buffers;
using System.Net;

namespace MutualAid.Discord.Rest;

/// <summary>Reads the body of an answer, up to a size that no answer of Discord's has.</summary>
internal static class AnswerReader
{
    internal const int Largest = 8 * 1024 * 1024;

    /// <summary>Empty where there is none. Throws <see cref="AnswerTooLargeException"/> instead of filling the memory.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength is 0) return ReadOnlyMemory<byte>.Empty;
        if (response.Content.Headers.ContentLength > Largest) throw new AnswerTooLargeException();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return response.Content.Headers.ContentLength is { } length
            ? await ReadKnownAsync(stream, (int)length, cancellationToken)
            : await ReadUnknownAsync(stream, cancellationToken);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadKnownAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return body;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadUnknownAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var length = 0;
            while (await stream.ReadAsync(body.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > Largest) throw new AnswerTooLargeException();
                if (length == body.Length) body = Grow(body);
            }

            return body.AsMemory(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static byte[] Grow(byte[] body)
    {
        var larger = ArrayPool<byte>.Shared.Rent(body.Length * 2);
        body.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(body);
        return larger;
    }
}

/// <summary>A body of more than <see cref="AnswerReader.Largest"/> bytes.</summary>
internal sealed class AnswerTooLargeException() : IOException("The answer is too large.");
