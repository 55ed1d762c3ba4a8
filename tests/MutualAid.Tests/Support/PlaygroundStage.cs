using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>The playground's chat, without its page.</summary>
internal sealed class PlaygroundStage : IStage, IAgedStage
{
    private readonly TestFolder folder = new();
    private readonly PlaygroundAges ages = new();
    private IServiceProvider? services;

    public GroupId Group => PlaygroundWorld.Group;

    public PlaygroundChat Chat => services!.GetRequiredService<PlaygroundChat>();

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system)
    {
        var clock = new PlaygroundClock(system);
        services.AddSingleton<TimeProvider>(clock)
            .AddSingleton(_ => new PlaygroundChat(new PlaygroundJournal(folder.File("chat.jsonl")), clock))
            .AddSingleton(ages).AddSingleton<IChatPlatform, PlaygroundPlatform>();
    }

    public void Came(string person, Instant at) => ages[IdOf(person)] = at;

    public Task StartAsync(IServiceProvider services)
    {
        this.services = services;
        return Task.CompletedTask;
    }

    public PersonId IdOf(string person) => PlaygroundWorld.Find(person)!.Id;

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group)
    {
        var persona = PlaygroundWorld.Find(person)!;
        return new SeenReply(await services!.GetRequiredService<Dispatcher>().HandleAsync(
            new Intent(persona.Id, persona.IsFacilitator, group ?? Group, PlaygroundWorld.Home, PlaygroundWorld.Home, language, key, body), CancellationToken.None));
    }

    public Task<SeenCard?> FindCardAsync(Posting posting) => Task.FromResult(Chat.FindMessage(posting.Message?.Value)?.Card is { } card
        ? new SeenCard(
            card.Label,
            card.Status?.Word ?? "",
            string.Join('\n', [.. card.Lines.Prepend(card.Title).Select(spans => string.Concat(spans.Select(s => s.Text))), .. card.Picture is { } picture ? [picture.Alt] : (string[])[]]),
            [.. card.Actions.Select(a => new CardAction(a.Id, a.Label))])
        : null);

    public async Task<string> ReadsAsync(string person)
    {
        using var everything = JsonDocument.Parse(await SnapshotAsync(person));
        var text = new StringBuilder();
        Collect(everything.RootElement, text);
        return text.ToString();
    }

    /// <summary>In how many private conversations they are.</summary>
    public async Task<int> CountConversationsAsync(string person)
    {
        using var everything = JsonDocument.Parse(await SnapshotAsync(person));
        return everything.RootElement.GetProperty("places").EnumerateArray().Count(p => p.GetProperty("id").GetString()!.StartsWith("playground:talk-", StringComparison.Ordinal));
    }

    private async Task<string> SnapshotAsync(string person)
    {
        await foreach (var seen in Chat.EventsAsync(PlaygroundWorld.Find(person)!, CancellationToken.None)) return seen.Data;
        return "{}";
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What people wrote and what cards say; not who is in a place.</summary>
    private static void Collect(JsonElement element, StringBuilder text)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, text);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String && property.Name is "text" or "label" or "word" or "alt") text.Append(property.Value.GetString());
                else if (property.Name != "author") Collect(property.Value, text);
            }

            if (element.TryGetProperty("card", out _)) text.Append('\n');
        }
    }
}
