using System.Text.Json;
using MutualAid.Matrix.Rooms;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>A room that the bot may not write in, or was sent away from.</summary>
public sealed class ClosedRoomTests
{
    private const string Told = "Nothing is lost";

    [Fact]
    public async Task The_founder_reads_what_is_missing_and_once_the_power_is_back_the_card_is_there_without_waiting()
    {
        var (stage, door) = await StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        await door.CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.UntilAsync(() => IsToldAsync(door), "a word to the founder");
        var word = (await door.ToldAsync()).Single(t => t.Contains(Told, StringComparison.Ordinal));
        Assert.Contains("send messages", word, StringComparison.Ordinal);
        Assert.Contains("!settings", word, StringComparison.Ordinal);
        Assert.DoesNotContain(await stage.People.ReadAsync("dani", stage.DirectOf("dani")), m => m.Body.Contains(Told, StringComparison.Ordinal));
        await door.OpenAsync();
        await world.UntilAsync(async () => (await door.ShownAsync()).Count(s => s.Contains("Water", StringComparison.Ordinal)) == 1, "the card");
        await world.UntilOutOfTroubleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sent_away_it_tells_the_founder_and_invited_again_it_shows_what_waited_without_waiting(bool banned)
    {
        var (stage, door) = await StartAsync();
        var people = (FakePeople)stage.People;
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Water");
        await world.CardAsync(1);
        if (banned) await people.BanAsync("founder", stage.Room, stage.BotUser);
        else await people.KickAsync("founder", stage.Room, stage.BotUser);
        await world.AdvanceAsync(TimeSpan.FromHours(5));
        await world.UntilAsync(() => IsToldAsync(door), "a word to the founder");
        if (banned)
        {
            var unban = $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(stage.Room)}/unban";
            await people.CallAsync("founder", HttpMethod.Post, unban, new System.Text.Json.Nodes.JsonObject { ["user_id"] = stage.BotUser });
        }

        await people.InviteAsync("founder", stage.Room, stage.BotUser);
        await world.UntilAsync(async () => (await door.ShownAsync()).Any(s => s.Contains("Still waiting for somebody", StringComparison.Ordinal)), "the reminder");
        await world.UntilOutOfTroubleAsync();
        Assert.Single(await door.ToldAsync(), t => t.Contains(Told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("11", "@first:s @dani:s @ana:s")]
    [InlineData("12", "@first:s @second:s @dani:s @ana:s")]
    public void Those_whom_a_room_names_are_its_creators_and_who_has_a_power_of_their_own(string version, string named)
    {
        using var create = JsonDocument.Parse($$"""{"room_version":"{{version}}"{{(version == "12" ? ",\"additional_creators\":[\"@second:s\",7]" : "")}}}""");
        using var powers = JsonDocument.Parse("""{"users":{"@dani:s":50,"@ana:s":0}}""");
        var state = new RoomState("@first:s", create.RootElement, powers.RootElement, Encrypted: false);
        Assert.Equal(named, string.Join(' ', state.Named()));
    }

    private static async Task<(MatrixStage Stage, MatrixDoor Door)> StartAsync()
    {
        var stage = await MatrixStage.StartAsync(await FakePeople.StartAsync());
        return (stage, new MatrixDoor(stage));
    }

    private static async Task<bool> IsToldAsync(MatrixDoor door) => (await door.ToldAsync()).Any(t => t.Contains(Told, StringComparison.Ordinal));
}
