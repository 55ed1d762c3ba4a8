using System.IO.Compression;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The gateway demands the protocol, keeps sessions, and sends only what was asked for.</summary>
public sealed class FakeGatewayTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("""{"op":2,"d":{"token":"Bot TOKEN","intents":1,"properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.AuthenticationFailed)]
    [InlineData("""{"op":2,"d":{"token":"wrong","intents":1,"properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.AuthenticationFailed)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.InvalidIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":131072,"properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.InvalidIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":32768,"properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.DisallowedIntents)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":1,"shard":[2,2],"properties":{"os":"a","browser":"b","device":"c"}}}""", CloseCodes.InvalidShard)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":1}}""", CloseCodes.DecodeError)]
    [InlineData("""{"op":3,"d":{}}""", CloseCodes.NotAuthenticated)]
    [InlineData("""{"op":99,"d":{}}""", CloseCodes.UnknownOpcode)]
    [InlineData("""{"op":""", CloseCodes.DecodeError)]
    [InlineData("LONG", CloseCodes.DecodeError)]
    public async Task A_wrong_frame_closes_the_connection(string frame, int code)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        using var socket = await bot.ConnectAsync();
        await socket.SendAsync(frame == "LONG" ? $$"""{"op":1,"d":"{{new string('x', 4096)}}"}""" : frame.Replace("TOKEN", fake.Token, StringComparison.Ordinal));
        Assert.Equal(code, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_second_identify_too_few_shards_and_another_version_close_the_connection()
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        using var bot = new WireClient(fake);
        using (var twice = await bot.IdentifyAsync())
        {
            await twice.IdentifyAsync(fake.Token!, 1);
            Assert.Equal(CloseCodes.AlreadyAuthenticated, await twice.CloseCodeAsync());
        }

        using (var old = await bot.ConnectAsync("?v=9&encoding=json")) Assert.Equal(CloseCodes.InvalidVersion, await old.CloseCodeAsync());
        fake.Gateway.RequiredShards = 2;
        using var single = await bot.IdentifyAsync();
        Assert.Equal(CloseCodes.ShardingRequired, await single.CloseCodeAsync());
    }

    [Fact]
    public async Task Sessions_start_one_every_five_seconds()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        using var first = await bot.IdentifyAsync();
        Assert.Equal("READY", (string?)(await first.NextAsync())["t"]);
        using var second = await bot.IdentifyAsync();
        Assert.Equal(9, (int)(await second.NextAsync())["op"]!);
        time.Advance(TimeSpan.FromSeconds(5));
        using var third = await bot.IdentifyAsync();
        Assert.Equal("READY", (string?)(await third.NextAsync())["t"]);
        Assert.Equal(998, (int)(await bot.GetAsync("/gateway/bot")).Json!["session_start_limit"]!["remaining"]!);
    }

    [Fact]
    public async Task More_than_120_frames_in_a_minute_close_the_connection()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        using var socket = await bot.ConnectAsync();
        for (var i = 0; i < 121; i++) await socket.SendAsync("""{"op":1,"d":null}""");
        Assert.Equal(CloseCodes.RateLimited, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_resumed_session_receives_what_it_missed_and_then_RESUMED()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        var guild = fake.AddGuild();
        using var bot = new WireClient(fake);
        string session, url;
        long seen;
        using (var socket = await bot.IdentifyAsync())
        {
            var ready = await socket.NextAsync();
            (session, url) = ((string)ready["d"]!["session_id"]!, (string)ready["d"]!["resume_gateway_url"]!);
            seen = (long)(await socket.EventAsync("GUILD_CREATE"))["s"]!;
            await socket.CloseAsync(4000);
            await fake.UntilAsync(() => fake.Gateway.Sessions.All(s => s.Socket is null), "the session to be alone");
        }

        guild.AddChannel("missed");
        using var again = await bot.ConnectAsync(url: url);
        await again.NextAsync();
        await again.SendAsync($$$"""{"op":6,"d":{"token":"{{{fake.Token}}}","session_id":"{{{session}}}","seq":{{{seen}}}}}""");
        Assert.Equal("CHANNEL_CREATE", (string?)(await again.NextAsync())["t"]);
        Assert.Equal("RESUMED", (string?)(await again.NextAsync())["t"]);
        Assert.Empty(fake.Violations);

        using var wrong = await bot.ConnectAsync(url: url);
        await wrong.SendAsync($$$"""{"op":6,"d":{"token":"{{{fake.Token}}}","session_id":"{{{session}}}","seq":999}}""");
        Assert.Equal(CloseCodes.InvalidSequence, await wrong.CloseCodeAsync());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task A_client_that_says_goodbye_cannot_resume(int code)
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        using var socket = await bot.IdentifyAsync();
        await socket.EventAsync("READY");
        await socket.CloseAsync(code);
        await fake.UntilAsync(() => fake.Gateway.Sessions.Count == 0, "the session to end");
    }

    [Fact]
    public async Task A_session_receives_only_its_shard_and_its_intents()
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        var (one, two) = (fake.AddGuild("one"), fake.AddGuild("two"));
        using var bot = new WireClient(fake);
        using var zero = await bot.IdentifyAsync(Intents.Guilds, "[0,2]");
        using var first = await bot.IdentifyAsync(Intents.None, "[1,2]");
        await zero.EventAsync("GUILD_CREATE");
        await first.EventAsync("READY");
        await fake.Gateway.ReadyAsync(2);
        one.AddChannel("a").Post(one.Owner, "hello");
        two.AddChannel("b");
        var names = fake.Gateway.Sessions.Select(s => string.Join(' ', s.Names)).Order();
        Assert.Equal(["READY", "READY GUILD_CREATE CHANNEL_CREATE"], names);
    }

    [Fact]
    public async Task What_others_write_arrives_without_its_content()
    {
        await using var fake = await FakeDiscord.StartAsync();
        var guild = fake.AddGuild();
        using var bot = new WireClient(fake);
        using var socket = await bot.IdentifyAsync(Intents.Guilds | Intents.GuildMessages);
        await socket.EventAsync("GUILD_CREATE");
        var channel = guild.AddChannel("needs");
        channel.Post(guild.Owner, "private words");
        Assert.Equal("", (string?)(await socket.EventAsync("MESSAGE_CREATE"))["d"]!["content"]);
        channel.Post(guild.Owner, "more").Delete();
        await socket.EventAsync("MESSAGE_DELETE");
    }

    [Fact]
    public async Task A_compressed_connection_is_one_stream()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        using var socket = await bot.ConnectAsync("?v=10&encoding=json&compress=zlib-stream");
        var hello = (await socket.NextBytesAsync())!;
        Assert.Equal([0, 0, 0xFF, 0xFF], hello[^4..]);
        using var inflate = new ZLibStream(new MemoryStream(hello), CompressionMode.Decompress);
        var text = new byte[200];
        var count = await inflate.ReadAsync(text);
        Assert.StartsWith("{\"op\":10", System.Text.Encoding.UTF8.GetString(text, 0, count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_hold_reorder_and_repeat_events_and_swallow_acknowledgements()
    {
        await using var fake = await FakeDiscord.StartAsync();
        var guild = fake.AddGuild();
        using var bot = new WireClient(fake);
        using var socket = await bot.IdentifyAsync(Intents.Guilds);
        await socket.EventAsync("GUILD_CREATE");
        fake.Faults.SwallowAcks = true;
        await socket.SendAsync("""{"op":1,"d":1}""");
        await fake.UntilAsync(() => fake.Gateway.Heartbeats == 1, "the heartbeat");
        (fake.Faults.HoldEvents, fake.Faults.ReverseHeld, fake.Faults.DuplicateNext) = (true, true, 1);
        guild.AddChannel("a");
        guild.AddRole("r");
        fake.Gateway.Flush();
        var names = new List<string?>();
        for (var i = 0; i < 3; i++) names.Add((string?)(await socket.NextAsync())["t"]);
        Assert.Equal(["GUILD_ROLE_CREATE", "GUILD_ROLE_CREATE", "CHANNEL_CREATE"], names);
        fake.Gateway.CloseAll(CloseCodes.SessionTimedOut);
        Assert.Equal(CloseCodes.SessionTimedOut, await socket.CloseCodeAsync());
    }
}
