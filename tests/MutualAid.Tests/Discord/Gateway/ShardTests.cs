using System.Text.Json;
using MutualAid.Discord.Gateway;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

public sealed class ShardTests
{
    [Fact]
    public async Task It_identifies_with_the_token_as_it_is_and_asks_for_nothing_privileged()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.AcceptsAsync();
        Assert.Equal("wss://gateway.example/?v=10&encoding=json&compress=zlib-stream", socket.Address.AbsoluteUri);
        socket.Greets();
        var identify = (await shard.HearsAsync(socket)).GetProperty("d");
        Assert.Equal(ShardUnderTest.Token, identify.GetProperty("token").GetString());
        Assert.Equal(1 | 1024, identify.GetProperty("intents").GetInt32());
        Assert.Equal("[0,1]", identify.GetProperty("shard").GetRawText());
        Assert.NotEmpty(identify.GetProperty("properties").GetProperty("os").GetString()!);
    }

    [Fact]
    public async Task A_dropped_connection_is_resumed_at_the_address_for_it_and_what_was_missed_is_taken_in()
    {
        await using var shard = new ShardUnderTest();
        var first = await shard.BeginsAsync();
        await shard.TakesAsync(first, "INTERACTION_CREATE", 7);
        first.Closes();
        var second = await shard.AcceptsAsync();
        Assert.StartsWith("wss://resume.example/", second.Address.AbsoluteUri, StringComparison.Ordinal);
        second.Greets();
        var resume = await shard.HearsAsync(second);
        Assert.Equal(6, resume.GetProperty("op").GetInt32());
        Assert.Equal("abc", resume.GetProperty("d").GetProperty("session_id").GetString());
        Assert.Equal(7, resume.GetProperty("d").GetProperty("seq").GetInt64());
        Assert.Equal(ShardUnderTest.Token, resume.GetProperty("d").GetProperty("token").GetString());
        await shard.TakesAsync(second, "MESSAGE_REACTION_ADD", 8);
        second.Tells("RESUMED", 9);
        await shard.UntilAsync(() => shard.Shard.State == ShardState.Ready, "It did not stand again.");
        Assert.Equal(("MESSAGE_REACTION_ADD", 8L, "abc"), shard.Taken.Select(t => (t.Name, t.Sequence, t.Session)).Single(t => t.Sequence == 8));
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(1000, 2)]
    [InlineData(1001, 2)]
    [InlineData(1006, 6)]
    [InlineData(4000, 6)]
    [InlineData(4001, 2)]
    [InlineData(4002, 6)]
    [InlineData(4003, 2)]
    [InlineData(4005, 6)]
    [InlineData(4007, 2)]
    [InlineData(4008, 6)]
    [InlineData(4009, 2)]
    [InlineData(4999, 6)]
    public async Task After_a_close_code_it_resumes_or_begins_anew(int? code, int operation)
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        await shard.TakesAsync(socket, "GUILD_CREATE", 2);
        socket.Closes(code);
        var next = await shard.AcceptsAsync();
        next.Greets();
        Assert.Equal(operation, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
        Assert.Equal(operation == 6, next.Address.Host == "resume.example");
    }

    [Theory]
    [InlineData(4004, "Discord:Token")]
    [InlineData(4010, "Discord:Shards")]
    [InlineData(4012, "gateway")]
    [InlineData(4013, "events")]
    [InlineData(4014, "Privileged Gateway Intents")]
    public async Task After_a_close_code_that_will_not_change_it_ends_and_says_what_to_do(int code, string says)
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        socket.Closes(code);
        await shard.UntilAsync(() => shard.Running.IsCompleted, "It went on.");
        Assert.Equal(new ShardEnd(AfterClose.Stop, code), await shard.Running);
        Assert.Contains(says, CloseCodes.Reason(code), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', CloseCodes.Reason(code));
    }

    [Fact]
    public async Task Too_few_shards_end_it_so_that_more_can_be_planned()
    {
        await using var shard = new ShardUnderTest();
        (await shard.BeginsAsync()).Closes(4011);
        await shard.UntilAsync(() => shard.Running.IsCompleted, "It went on.");
        Assert.Equal(AfterClose.MoreShards, (await shard.Running).Meaning);
    }

    [Fact]
    public async Task Asked_to_reconnect_it_keeps_its_session()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        socket.Says("""{"op":7,"d":null,"s":null,"t":null}""");
        var next = await shard.AcceptsAsync();
        Assert.Equal(CloseCodes.BackSoon, socket.ClosedWith);
        // Even in place of the greeting.
        next.Says("""{"op":7,"d":null}""");
        var third = await shard.AcceptsAsync();
        third.Greets();
        Assert.Equal(6, (await shard.HearsAsync(third)).GetProperty("op").GetInt32());
    }

    [Theory]
    [InlineData("true", 6)]
    [InlineData("false", 2)]
    public async Task An_invalid_session_is_resumed_only_where_that_can_be(string resumable, int operation)
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        socket.Says($$"""{"op":9,"d":{{resumable}},"s":null,"t":null}""");
        var next = await shard.AcceptsAsync();
        Assert.NotEqual(1000, socket.ClosedWith);
        next.Greets();
        Assert.Equal(operation, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
    }

    [Fact]
    public async Task A_connection_that_acknowledges_no_heartbeat_is_dropped_and_resumed()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        await shard.UntilAsync(() => socket.ClosedWith is not null, "It was not dropped.");
        Assert.Equal(CloseCodes.BackSoon, socket.ClosedWith);
        var next = await shard.AcceptsAsync();
        next.Greets();
        Assert.Equal(6, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
    }

    [Fact]
    public async Task It_beats_first_after_a_part_of_the_interval_then_every_interval_and_at_once_when_asked()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.AcceptsAsync();
        var start = shard.Time.GetUtcNow();
        socket.Greets();
        var beats = new List<(TimeSpan At, string Data)>();
        var identified = false;
        await shard.UntilAsync(
            () =>
            {
                while (socket.TryHear(out var frame))
                {
                    if (frame.GetProperty("op").GetInt32() == 2 && !identified)
                    {
                        identified = true;
                        socket.IsReady();
                    }
                    else
                    {
                        beats.Add((shard.Time.GetUtcNow() - start, frame.GetProperty("d").GetRawText()));
                        socket.Says("""{"op":11}""");
                    }
                }

                return beats.Count == 3;
            },
            "It did not beat.");
        // Half of 45 s by the random number, then 45 s each; a step of the clock is a quarter of a second, and some go by before a beat is written.
        Assert.InRange(beats[0].At.TotalSeconds, 22.5, 30);
        Assert.InRange(beats[1].At.TotalSeconds, 22.5 + 45, 80);
        Assert.InRange(beats[2].At.TotalSeconds, 22.5 + 90, 130);
        Assert.All(beats, b => Assert.Equal("1", b.Data));
        var asked = shard.Time.GetUtcNow();
        socket.Says("""{"op":1,"d":null}""");
        JsonElement heard = default;
        await shard.UntilAsync(() => socket.TryHear(out heard), "It did not answer.");
        Assert.Equal(1, heard.GetProperty("op").GetInt32());
        Assert.True(shard.Time.GetUtcNow() - asked < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"op\":0,\"t\":\"INTERACTION_CREATE\",\"s\":3,\"d\":{\"id\":\"1\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"op\":\"zero\"}")]
    [InlineData("{\"op\":99999999999999999999}")]
    public async Task Nonsense_drops_the_connection_and_keeps_the_session(string nonsense)
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        socket.Says(nonsense);
        var next = await shard.AcceptsAsync();
        next.Greets();
        Assert.Equal(6, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
    }

    [Fact]
    public async Task What_it_does_not_know_is_passed_over_and_a_null_sequence_changes_nothing()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        await shard.TakesAsync(socket, "GUILD_CREATE", 5);
        socket.Says("""{"op":42,"d":{"deep":[1,{"x":null}]},"s":null,"t":null,"new":true}""");
        socket.Says("""{"op":0,"s":null,"t":"SOMETHING_NEW","d":null}""");
        socket.Says("""{"op":0,"s":6,"t":"PRESENCE_UPDATE","d":{"much":"data"}}""");
        await shard.TakesAsync(socket, "GUILD_DELETE", 7);
        Assert.DoesNotContain(shard.Taken, t => t.Name == "PRESENCE_UPDATE");
        socket.Closes();
        var next = await shard.AcceptsAsync();
        next.Greets();
        Assert.Equal(7, (await shard.HearsAsync(next)).GetProperty("d").GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task The_order_of_the_fields_does_not_matter_and_the_data_is_handed_on_as_it_came()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        socket.Says("""{"d":{"id":"1","t":"x","op":9,"s":99},"t":"INTERACTION_CREATE","op":0,"s":2}""");
        await shard.UntilAsync(() => shard.Taken.Any(t => t.Sequence == 2), "It was not taken in.");
        Assert.Equal("""{"id":"1","t":"x","op":9,"s":99}""", shard.Taken.Single(t => t.Sequence == 2).Data);
    }

    [Fact]
    public async Task While_the_receiver_has_no_room_heartbeats_go_on_and_the_connection_is_not_blamed()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        var room = new TaskCompletionSource();
        shard.Room = room.Task;
        socket.Tells("INTERACTION_CREATE", 2);
        socket.Tells("INTERACTION_CREATE", 3);
        var beats = 0;
        await shard.UntilAsync(
            () =>
            {
                // Acknowledged at once, but nobody reads it: the reader is held up.
                while (socket.TryHear(out var frame))
                {
                    if (frame.GetProperty("op").GetInt32() == 1) beats++;
                    socket.Says("""{"op":11}""");
                }

                return beats == 3;
            },
            "The heart stopped.");
        Assert.Null(socket.ClosedWith);
        Assert.DoesNotContain(shard.Taken, t => t.Sequence == 3);
        room.SetResult();
        await shard.UntilAsync(() => shard.Taken.Any(t => t.Sequence == 3), "It did not go on.");
        Assert.Null(socket.ClosedWith);
    }

    [Fact]
    public async Task Attempts_grow_apart_while_nobody_can_be_reached()
    {
        await using var shard = new ShardUnderTest();
        var socket = await shard.BeginsAsync();
        shard.Transport.IsDown = true;
        var before = shard.Transport.Attempts;
        socket.Closes();
        var start = shard.Time.GetUtcNow();
        await shard.UntilAsync(() => shard.Time.GetUtcNow() - start > TimeSpan.FromMinutes(10), "Time did not pass.");
        Assert.InRange(shard.Transport.Attempts - before, 8, 25);
        shard.Transport.IsDown = false;
        var next = await shard.AcceptsAsync();
        next.Greets();
        Assert.Equal(6, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
    }

    [Fact]
    public async Task Without_a_greeting_it_tries_again()
    {
        await using var shard = new ShardUnderTest();
        var silent = await shard.AcceptsAsync();
        var next = await shard.AcceptsAsync();
        Assert.NotSame(silent, next);
        next.Greets();
        Assert.Equal(2, (await shard.HearsAsync(next)).GetProperty("op").GetInt32());
    }

    [Fact]
    public async Task With_no_sessions_left_it_waits_for_the_day_to_turn()
    {
        await using var shard = new ShardUnderTest(remaining: 5);
        var start = shard.Time.GetUtcNow();
        await shard.AcceptsAsync();
        Assert.InRange((shard.Time.GetUtcNow() - start).TotalMinutes, 10, 11);
    }

    [Fact]
    public async Task A_stop_says_goodbye()
    {
        ScriptedSocket socket;
        await using (var shard = new ShardUnderTest()) socket = await shard.BeginsAsync();
        Assert.Equal(CloseCodes.Goodbye, socket.ClosedWith);
    }
}
