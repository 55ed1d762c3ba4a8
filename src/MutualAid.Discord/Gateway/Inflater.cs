using System.IO.Compression;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// Takes apart the one compressed stream of a connection (Discord: Events, Gateway, zlib-stream). A message is whole when what came so far
/// ends in an empty stored block. Throws <see cref="IOException"/> where the stream is not one.
/// </summary>
internal sealed class Inflater : IDisposable
{
    private static ReadOnlySpan<byte> Flush => [0x00, 0x00, 0xFF, 0xFF];

    private readonly Feed feed = new();
    private readonly ZLibStream zlib;
    private readonly MessageBuffer message = new();

    public Inflater() => zlib = new ZLibStream(feed, CompressionMode.Decompress, leaveOpen: true);

    /// <summary>The message that ends with this part, valid until the next call; empty while more is to come.</summary>
    public ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> part)
    {
        feed.Append(part.Span);
        if (!feed.EndsWith(Flush)) return default;
        message.Clear();
        try
        {
            while (true)
            {
                var read = zlib.Read(message.Free().Span);
                if (read == 0) break;
                message.Grew(read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new IOException("The gateway's compressed stream can't be read.", e);
        }

        feed.Clear();
        return message.Written;
    }

    public void Dispose()
    {
        zlib.Dispose();
        feed.Dispose();
    }

    /// <summary>What came from the socket and was not read yet. At its end it says "nothing now", which the decompressor takes for a pause.</summary>
    private sealed class Feed : Stream
    {
        private readonly MessageBuffer parts = new();
        private int read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Append(ReadOnlySpan<byte> part)
        {
            while (!part.IsEmpty)
            {
                var free = parts.Free().Span;
                var now = Math.Min(free.Length, part.Length);
                part[..now].CopyTo(free);
                parts.Grew(now);
                part = part[now..];
            }
        }

        public bool EndsWith(ReadOnlySpan<byte> end) => parts.Written.Span.EndsWith(end);

        public void Clear()
        {
            parts.Clear();
            read = 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var left = parts.Written.Span[read..];
            var now = Math.Min(left.Length, buffer.Length);
            left[..now].CopyTo(buffer);
            read += now;
            return now;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
