using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What most tests of the fake start from: Ana's room, with Bo in it, and a bot that was invited but has not come yet.</summary>
internal sealed class MatrixScene : IAsyncDisposable
{
    public required FakeHomeserver Fake { get; init; }

    public required MatrixWire Bot { get; init; }

    public required MatrixAccount BotAccount { get; init; }

    public required string Room { get; init; }

    public required string Ana { get; init; }

    public required string Bo { get; init; }

    public FakePeople People => Fake.People;

    public static async Task<MatrixScene> SetAsync(bool botIsIn = true, TimeProvider? time = null, string? version = null, IReadOnlyDictionary<string, int>? powers = null, bool encrypted = false)
    {
        var fake = await FakeHomeserver.StartAsync(time);
        fake.HoldsItselfToTheDescription = true;
        var account = await fake.People.AddBotAsync("Helper");
        var ana = await fake.People.ArriveAsync("Ana", "Ana");
        var bo = await fake.People.ArriveAsync("Bo", "Bo");
        var room = await fake.People.CreateRoomAsync("Ana", new RoomWanted("Neighbours", [bo, account.UserId], powers, encrypted, version));
        var scene = new MatrixScene { Fake = fake, Bot = new MatrixWire(fake.Url, account.AccessToken), BotAccount = account, Room = room, Ana = ana, Bo = bo };
        if (botIsIn) await scene.Bot.JoinAsync(room);
        return scene;
    }

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        await Fake.DisposeAsync();
        Assert.Equal([], Fake.Violations.Where(v => v.Contains("answered wrongly", StringComparison.Ordinal) || v.Contains("broke the fake", StringComparison.Ordinal)).Take(1));
    }
}
