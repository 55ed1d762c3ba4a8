using System.Globalization;
using System.Text;

namespace MutualAid.Bot.Operations;

/// <summary>
/// The answer to a request: pieces, each its length as a line and so many bytes; then <c>0</c>, or <c>!code words</c> where it could not be done. So a
/// whole answer is told from one that was cut off.
/// </summary>
internal static class Wire
{
    private const int MostOfPiece = 1 << 24;
    private const int MostOfLine = 2048;

    /// <summary>One line without its end, read byte by byte so that what follows is left there; null: it ended before, or is longer than allowed.</summary>
    public static async Task<string?> ReadLineAsync(Stream from, int mostBytes, CancellationToken cancellationToken)
    {
        var line = new byte[mostBytes];
        var one = new byte[1];
        for (var length = 0; await from.ReadAsync(one, cancellationToken) == 1; length++)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString(line, 0, length);
            if (length == mostBytes) return null;
            line[length] = one[0];
        }

        return null;
    }

    public static async Task WriteLineAsync(Stream to, string line, CancellationToken cancellationToken) =>
        await to.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    public static Task WriteRefusalAsync(Stream to, int code, string line, CancellationToken cancellationToken) =>
        WriteLineAsync(to, string.Create(CultureInfo.InvariantCulture, $"!{code} {line.ReplaceLineEndings(" ")}"), cancellationToken);

    /// <summary>Passes the whole answer on. Throws an <see cref="OperatorRefusal"/> where there is none.</summary>
    public static async Task ReadAnswerAsync(Stream from, Stream to, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = Array.Empty<byte>();
        while (true)
        {
            stop.CancelAfter(patience);
            var line = await ReadLineAsync(from, MostOfLine, stop.Token) ?? throw CutOff();
            if (line == "0") return;
            if (line.StartsWith('!') && line.Split(' ', 2) is [var code, var words]) throw new OperatorRefusal(int.Parse(code[1..], CultureInfo.InvariantCulture), words);
            if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > MostOfPiece) throw CutOff();
            if (buffer.Length < length) buffer = new byte[length];
            if (await from.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, stop.Token) < length) throw CutOff();
            await to.WriteAsync(buffer.AsMemory(0, length), stop.Token);
        }
    }

    public static OperatorRefusal CutOff() => new(ExitCodes.StorageFailed, "The bot stopped answering in the middle. See whether it runs, and try again.");
}

/// <summary>What is written becomes pieces of an answer. Nobody is waited for longer than a while.</summary>
internal sealed class PieceStream(Stream inner, TimeSpan patience) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A piece of no length would be taken for the end.
        if (buffer.IsEmpty) return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(patience);
        await Wire.WriteLineAsync(inner, buffer.Length.ToString(CultureInfo.InvariantCulture), stop.Token);
        await inner.WriteAsync(buffer, stop.Token);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Nothing here may wait on a thread.");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
