using System.Text;
using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Talking;

/// <summary>A reaction as it came in.</summary>
internal sealed record ReactedTo(string Room, string Sender, string EventId, string Message, string Key);

/// <summary>Reactions, and what people take back ("Event annotations and reactions", "Redactions").</summary>
internal sealed class Reactions(Dispatcher dispatcher, Answers answers, Whereabouts whereabouts, Floods floods, Removed removed)
{
    private const int LongestKey = 40;

    /// <summary>What an event reacts to, or null where it reacts to nothing.</summary>
    public static ReactedTo? Reads(string room, JsonElement e)
    {
        var relation = e.Object("content").Object("m.relates_to");
        return relation.Text("rel_type") == "m.annotation" && relation.Text("event_id") is { } message && relation.Text("key") is { Length: <= LongestKey } key
            && e.Text("sender") is { } sender && e.Text("event_id") is { } id
            ? new ReactedTo(room, sender, id, message, Plain(key))
            : null;
    }

    public Task<Task> HandleAsync(ReactedTo reacted, CancellationToken stop) =>
        DoAsync(reacted.Room, reacted.Sender, reacted.EventId, new Reacted(reacted.Key, MatrixIds.Message(reacted.Message), Added: true), stop);

    /// <summary>An event was taken away: a claim that was made by it goes with it; a card of ours that somebody removed moves.</summary>
    public async Task<Task> TakeBackAsync(string room, JsonElement e, string target, CancellationToken stop)
    {
        if (e.Text("sender") is not { } sender || e.Text("event_id") is not { } id) return Task.CompletedTask;
        removed.Saw(target);
        var here = await whereabouts.InRoomAsync(room, stop).ConfigureAwait(false);
        await dispatcher.MessageLostAsync(here.Group, MatrixIds.Message(target), stop).ConfigureAwait(false);
        return await DoAsync(room, sender, id, new TakenBack(target), stop).ConfigureAwait(false);
    }

    private async Task<Task> DoAsync(string room, string sender, string id, IntentBody body, CancellationToken stop)
    {
        var here = await whereabouts.InRoomAsync(room, stop).ConfigureAwait(false);
        var said = new Said(room, sender, id, "", null, null, NamesUs: false);
        var reply = await dispatcher.HandleAsync(await whereabouts.IntentAsync(said, here, null, body, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        return reply is null || floods.Ask(sender) != Allowance.Heard ? Task.CompletedTask : answers.WhisperAsync(sender, here.Group, reply, id, beside: null, stop);
    }

    /// <summary>Without the marks of a presentation or a skin: ✋🏽 is ✋.</summary>
    private static string Plain(string key) =>
        string.Concat(key.EnumerateRunes().Where(r => r.Value is not 0xFE0F and not (>= 0x1F3FB and <= 0x1F3FF)).Select(r => r.ToString()));
}

/// <summary>What a redaction takes away.</summary>
internal static class Redactions
{
    /// <summary>In the content from room version 11 on, before that beside it ("Room version 11").</summary>
    public static string? TargetOf(JsonElement e) => e.Object("content").Text("redacts") ?? e.Text("redacts");
}

/// <summary>Messages that were taken away lately, so that they are not edited any more. Thread-safe.</summary>
internal sealed class Removed
{
    private const int Remembered = 5_000;
    private readonly Recent<string, bool> recent = new(Remembered);

    public void Saw(string eventId) => recent.Set(eventId, true);

    public bool Has(string eventId) => recent.TryGet(eventId, out _);
}
