using System.Text.Json;
using MutualAid.Bot.Playground;

namespace MutualAid.Tests.Support;

/// <summary>The playground's channel, which Dani is told about.</summary>
internal sealed class PlaygroundDoor(PlaygroundStage stage) : IDoor
{
    public IStage Stage => stage;

    public Task CloseAsync() => SetAsync(closed: true);

    public Task OpenAsync() => SetAsync(closed: false);

    public Task<IReadOnlyList<string>> ShownAsync() => CardsAsync(PlaygroundWorld.Home.Value);

    public Task<IReadOnlyList<string>> ToldAsync() => CardsAsync(PlaygroundWorld.DirectOf(PlaygroundWorld.Find("dani")!).Id);

    private Task SetAsync(bool closed)
    {
        stage.Chat.PutPlace(PlaygroundWorld.Channels[0] with { Closed = closed });
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<string>> CardsAsync(string place)
    {
        await using var events = stage.Chat.EventsAsync(PlaygroundWorld.Find("dani")!, CancellationToken.None).GetAsyncEnumerator();
        await events.MoveNextAsync();
        using var seen = JsonDocument.Parse(events.Current.Data);
        return [.. seen.RootElement.GetProperty("places").EnumerateArray().Where(p => p.GetProperty("id").GetString() == place)
            .SelectMany(p => p.GetProperty("messages").EnumerateArray()).Select(m => m.GetProperty("card").GetRawText())];
    }
}
