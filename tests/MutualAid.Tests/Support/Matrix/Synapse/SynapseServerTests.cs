using System.Net;
using Xunit;
using static MutualAid.Tests.Support.Matrix.Synapse.Steps;

namespace MutualAid.Tests.Support.Matrix.Synapse;

public sealed class SynapseServerTests
{
    [Fact]
    public async Task What_was_said_outlasts_a_restart()
    {
        SynapseFixture.SkipUnlessPresent();
        await using var server = await SynapseServer.StartAsync();
        await using var people = SynapsePeople.On(server);
        var (room, _, _) = await TogetherAsync(people);
        var before = await people.SayAsync("Ana", room, "before");

        await server.StopAsync();
        await Assert.ThrowsAsync<MatrixRefusedException>(() => people.RoomsAsync("Ana"));
        await server.StartAgainAsync();

        var stored = await people.CallAsync("Ben", HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/event/{Uri.EscapeDataString(before)}");
        Assert.Equal("before", stored.GetProperty("content").GetProperty("body").GetString());
        var after = await people.SayAsync("Ana", room, "after");
        await SeenAsync(people, "Ben", room, after, _ => true);
    }

    [Fact]
    public async Task Rate_limits_hold_for_the_bot_and_not_for_people()
    {
        SynapseFixture.SkipUnlessPresent();
        await using var server = await SynapseServer.StartAsync(rateLimits: true, "rc_message: {per_second: 0.1, burst_count: 3}");
        await using var people = SynapsePeople.On(server);
        var bot = await people.AddBotAsync("Helper");
        await people.ArriveAsync("Ana", "Ana");
        var room = await people.CreateRoomAsync("Ana", new RoomWanted("Northside", [bot.UserId]));
        for (var i = 0; i < 10; i++) await people.SayAsync("Ana", room, $"{i}");

        await BotsAsync(people, bot, HttpMethod.Post, $"/_matrix/client/v3/join/{Uri.EscapeDataString(room)}");
        var refused = await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await BotsAsync(people, bot, HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/send/m.room.message/{i}", """{"msgtype":"m.text","body":"again"}""");
            }
        });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }
}
