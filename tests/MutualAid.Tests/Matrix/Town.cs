using System.Text.Json;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>A group's room with many people, and the real program as a process of its own: for what only a process can show.</summary>
internal sealed class Town : IAsyncDisposable
{
    private const string Standing = "Connected to the homeserver";
    private readonly TestFolder folder = new();
    private readonly Dictionary<string, string> users = [];
    private MatrixAccount account = null!;

    private Town(IMatrixPeople people) => People = people;

    public IMatrixPeople People { get; }

    public string Room { get; private set; } = "";

    public string BotUser => account.UserId;

    public IReadOnlyList<string> Askers { get; private set; } = [];

    public BotProcess? Bot { get; private set; }

    /// <summary>As many people as wanted and a founder, whose limits are as good as none.</summary>
    public static async Task<Town> StartAsync(IMatrixPeople people, int askers)
    {
        var town = new Town(people) { account = await people.AddBotAsync("Aid") };
        town.Askers = [.. Enumerable.Range(1, askers).Select(i => $"asker{i}")];
        foreach (var name in town.Askers.Append("founder")) town.users[name] = await people.ArriveAsync(name, name);
        town.Room = await people.CreateRoomAsync("founder", new RoomWanted("Needs", [.. town.Askers.Select(a => town.users[a])]));
        await town.StartBotAsync();
        await people.InviteAsync("founder", town.Room, town.BotUser);
        await town.UntilAsync(async () => (await town.CardsAsync("I am here")).Count == 1, "a hello");
        foreach (var limit in new[] { "open-needs", "needs-an-hour" }) await town.People.SayAsync("founder", town.Room, $"!settings setting: {limit} value: 10000");
        await town.UntilAsync(async () => await town.AnswersAsync("founder") >= 2, "settings");
        return town;
    }

    public async Task StartBotAsync() => Bot = await BotProcess.StartAsync(
        folder.Path,
        new Dictionary<string, string> { ["Matrix__HomeserverUrl"] = People.HomeserverUrl, ["Matrix__UserId"] = account.UserId, ["Matrix__Password"] = account.Password },
        Standing);

    public async Task KillBotAsync()
    {
        await Bot!.KillAsync();
        await Bot.DisposeAsync();
        Bot = null;
    }

    /// <summary>The texts of the bot's messages in the group's room that say this, as they were first posted.</summary>
    public async Task<IReadOnlyList<string>> CardsAsync(string text) =>
        [.. (await PostedAsync("founder", Room)).Select(c => c.GetProperty("body").GetString()!).Where(body => body.Contains(text, StringComparison.Ordinal))];

    /// <summary>How often the bot answered a message of somebody's, in any of their rooms.</summary>
    public async Task<int> AnswersAsync(string person, string? cause = null)
    {
        var count = 0;
        await AcceptAsync(person);
        foreach (var room in await People.RoomsAsync(person))
        {
            count += (await PostedAsync(person, room)).Count(c => MatrixReader.NoteOf(c, "cause") is { } answered && (cause is null || answered == cause));
        }

        return count;
    }

    /// <summary>A client that could not accept an invitation because the homeserver just went does not try again by itself; its owner does.</summary>
    private async Task AcceptAsync(string person)
    {
        const string Filter = "{\"room\":{\"timeline\":{\"limit\":0}},\"presence\":{\"types\":[]}}";
        var now = await People.CallAsync(person, HttpMethod.Get, "/_matrix/client/v3/sync?timeout=0&filter=" + Uri.EscapeDataString(Filter));
        if (!now.TryGetProperty("rooms", out var rooms) || !rooms.TryGetProperty("invite", out var invites)) return;
        foreach (var invite in invites.EnumerateObject())
            await People.CallAsync(person, HttpMethod.Post, "/_matrix/client/v3/join/" + Uri.EscapeDataString(invite.Name), new System.Text.Json.Nodes.JsonObject());
    }

    /// <summary>
    /// What the bot posted in a room and is still there, edits apart, as the homeserver has it: a client that was cut off for a while shows only
    /// the newest of what it missed until somebody scrolls back.
    /// </summary>
    private async Task<List<JsonElement>> PostedAsync(string person, string room)
    {
        var posted = new List<JsonElement>();
        var from = "";
        while (true)
        {
            var page = await People.CallAsync(person, HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/messages?dir=b&limit=500{from}");
            posted.AddRange(page.GetProperty("chunk").EnumerateArray()
                .Where(e => e.GetProperty("type").GetString() == "m.room.message" && e.GetProperty("sender").GetString() == BotUser)
                .Select(e => e.GetProperty("content"))
                .Where(c => c.TryGetProperty("body", out _) && !c.TryGetProperty("m.new_content", out _)));
            if (!page.TryGetProperty("end", out var end) || page.GetProperty("chunk").GetArrayLength() == 0) return posted;
            from = "&from=" + Uri.EscapeDataString(end.GetString()!);
        }
    }

    public Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? within = null) => UntilAsync(isSo, () => what, within);

    public async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what, TimeSpan? within = null)
    {
        using var late = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            Assert.False(late.IsCancellationRequested, $"There was no {what()}. The bot wrote: {Bot?.Written}");
            await Briefly.PauseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Bot is not null) await Bot.DisposeAsync();
        await People.DisposeAsync();
        folder.Dispose();
    }
}
