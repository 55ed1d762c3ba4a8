using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MutualAid.Matrix.Client;

/// <summary>
/// Reads what a homeserver answers. It carries what anybody in a room wrote, and one message must not keep the bot from reading all others: text
/// that is none (halves of a surrogate pair, bytes that are no UTF-8) becomes U+FFFD, and content may be nested as deeply as an event has room for.
/// </summary>
internal static class AnswerBody
{
    /// <summary>More than any answer has; whoever sends more would fill the memory.</summary>
    internal const int Largest = 128 * 1024 * 1024;

    /// <summary>An event has at most 65,536 bytes ("Size limits"); an answer wraps it a few times.</summary>
    private const int Deepest = 66_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Deepest };

    /// <summary>Throws <see cref="JsonException"/> where it is no JSON, and <see cref="IOException"/> where it is too large.</summary>
    public static async Task<JsonElement> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        while (await stream.ReadAsync(part, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (body.Length + read > Largest) throw new IOException("The answer is too large.");
            body.Write(part, 0, read);
        }

        return Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <summary>Reads it, and may change the bytes.</summary>
    internal static JsonElement Parse(Memory<byte> body)
    {
        // A replaced byte may take three.
        if (!Utf8.IsValid(body.Span)) body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
        ReplaceHalves(body.Span);
        using var document = JsonDocument.Parse(body, Options);
        return document.RootElement.Clone();
    }

    /// <summary>Every escape of half a surrogate pair that stands alone becomes that of U+FFFD, which is as long.</summary>
    private static void ReplaceHalves(Span<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            var length = 2;
            if (Escaped(json[at..]) is { } unit)
            {
                length = 6;
                if (char.IsHighSurrogate(unit) && Escaped(json[(at + 6)..]) is { } next && char.IsLowSurrogate(next)) length = 12;
                else if (char.IsSurrogate(unit)) "fffd"u8.CopyTo(json[(at + 2)..]);
            }

            at += length;
            if (at >= json.Length) return;
            var further = json[at..].IndexOf((byte)'\\');
            if (further < 0) return;
            at += further;
        }
    }

    /// <summary>The UTF-16 unit that is escaped here, or null.</summary>
    private static char? Escaped(ReadOnlySpan<byte> json) =>
        json is [(byte)'\\', (byte)'u', _, _, _, _, ..] && Utf8Parser.TryParse(json.Slice(2, 4), out ushort unit, out var used, 'x') && used == 4 ? (char)unit : null;
}
