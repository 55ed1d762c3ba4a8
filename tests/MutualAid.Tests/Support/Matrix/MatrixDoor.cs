using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>A room on Matrix, and whoever founded it.</summary>
internal sealed class MatrixDoor(MatrixStage stage) : IDoor
{
    private const string Founder = "founder";

    public IStage Stage => stage;

    public Task CloseAsync() => SetAsync(50);

    public Task OpenAsync() => SetAsync(0);

    public async Task<IReadOnlyList<string>> ShownAsync() => [.. OfBot(await stage.People.ReadAsync("ana", stage.Room))];

    public async Task<IReadOnlyList<string>> ToldAsync()
    {
        var told = new List<string>();
        foreach (var person in new[] { Founder, "dani" })
        {
            foreach (var room in (await stage.People.RoomsAsync(person)).Where(r => r != stage.Room)) told.AddRange(OfBot(await stage.People.ReadAsync(person, room)));
        }

        return told;
    }

    private IEnumerable<string> OfBot(IEnumerable<SeenMessage> messages) => messages.Where(m => m.Sender == stage.BotUser && !m.Redacted).Select(m => m.Body);

    private async Task SetAsync(int level)
    {
        var path = $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(stage.Room)}/state/m.room.power_levels";
        var powers = JsonNode.Parse((await stage.People.CallAsync(Founder, HttpMethod.Get, path)).GetRawText())!.AsObject();
        powers["events_default"] = level;
        await stage.People.CallAsync(Founder, HttpMethod.Put, path, powers);
    }
}
