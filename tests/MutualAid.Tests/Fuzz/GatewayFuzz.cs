using System.IO.Compression;
using System.Text;
using MutualAid.Discord.Gateway;
using MutualAid.Tests.Discord.Gateway;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever comes over the gateway's connection, the shard comes back and takes events.</summary>
public sealed class GatewayFuzz
{
    private static readonly string[] Samples =
    [
        """{"op":10,"d":{"heartbeat_interval":45000,"_trace":[]},"s":null,"t":null}""",
        """{"op":0,"s":1,"t":"READY","d":{"v":10,"user":{"id":"1"},"guilds":[],"session_id":"abc","resume_gateway_url":"wss://resume.example/","application":{"id":"1","flags":0}}}""",
        """{"op":0,"s":2,"t":"MESSAGE_REACTION_ADD","d":{"user_id":"1","emoji":{"name":"x"}}}""",
        """{"op":11,"d":null,"s":null,"t":null}""",
        """{"op":1,"d":null,"s":null,"t":null}""",
        """{"op":9,"d":true,"s":null,"t":null}""",
        """{"op":7,"d":null,"s":null,"t":null}""",
    ];

    [Fact]
    public Task Any_bytes_are_a_frame_or_none() => Executions.RunWithoutGrowthAsync("Gateway frames", 10_000, seed =>
    {
        var mangler = new Mangler(seed);
        var text = mangler.Mangle(Samples[(uint)seed % (uint)Samples.Length]);
        var frame = Frame.Read(seed % 2 == 0 ? mangler.Break(text) : Encoding.UTF8.GetBytes(text));
        if (frame is { } read) Assert.True(read.Name.Length + read.Data.Length <= 8_000_000);
    });

    [Fact]
    public void Any_stream_is_inflated_or_refused() => Executions.Run("Gateway streams", 5_000, seed =>
    {
        var random = new Random(seed);
        using var inflater = new Inflater();
        for (var i = 0; i < 4; i++)
        {
            var part = new byte[random.Next(200)];
            random.NextBytes(part);
            if (random.Next(2) == 0 && part.Length > 2) (part[0], part[1]) = (0x78, 0x9C);
            try
            {
                Assert.True(inflater.Inflate((byte[])[.. part, 0x00, 0x00, 0xFF, 0xFF]).Length < 64 * 1024 * 1024);
            }
            catch (IOException)
            {
                return;
            }
        }
    });

    [Fact]
    public async Task A_stream_that_goes_on_leaves_nothing_behind()
    {
        using var sent = new MemoryStream();
        await using var deflated = new ZLibStream(sent, CompressionLevel.Fastest);
        using var inflater = new Inflater();
        await Executions.RunWithoutGrowthAsync("Gateway stream of one connection", 5_000, seed =>
        {
            var text = new Mangler(seed).Mangle(Samples[(uint)seed % (uint)Samples.Length]);
            sent.SetLength(0);
            deflated.Write(Encoding.UTF8.GetBytes(text));
            deflated.Flush();
            Assert.Equal(text, Encoding.UTF8.GetString(inflater.Inflate(sent.ToArray()).Span));
        }, inflater);
    }

    [Fact]
    public async Task A_shard_that_hears_nonsense_is_ready_again_and_keeps_nothing_of_it()
    {
        await using var under = new ShardUnderTest();
        ScriptedSocket? socket = null;
        await Executions.RunWithoutGrowthAsync("Gateway conversations", 40, async seed =>
        {
            var mangler = new Mangler(seed);
            socket?.Closes();
            socket = await under.AcceptsAsync();
            if (seed % 3 != 0)
            {
                socket.Greets();
                socket.IsReady();
            }

            for (var i = 0; i < 5; i++) socket.Says(mangler.Mangle(Samples[(seed + i) % Samples.Length]));
            // The connection may live on or be thrown away; a new one must serve.
            socket.Closes();
            await under.UntilAsync(
                () =>
                {
                    while (under.Transport.TryAccept(out var next))
                    {
                        next.Greets();
                        next.IsReady();
                        socket = next;
                    }

                    return under.Shard.State == ShardState.Ready && socket.ClosedWith is null;
                },
                $"It did not come back after the nonsense of {seed}: {under.Shard.State}.");
        }, under.Shard);
    }
}
