using System.Text.Json;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Reads what people's clients show, once they have learnt what the homeserver knows.</summary>
internal sealed partial class MatrixReader(IMatrixPeople people)
{
    private const string Note = "org.mutualaid.bot";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static int asked;

    /// <summary>So often what a client shows is looked at before the homeserver is asked once more.</summary>
    private const int LooksBetween = 20;


    public Task<SeenMessage> UntilAsync(string person, string room, Func<SeenMessage, bool> fits, string what) => UntilAsync(person, room, (_, m) => fits(m), what);

    /// <summary>The newest message that fits, once there is one.</summary>
    public async Task<SeenMessage> UntilAsync(string person, string room, Func<IReadOnlyList<SeenMessage>, SeenMessage, bool> fits, string what)
    {
        using var late = new CancellationTokenSource(Longest);
        while (true)
        {
            var shown = await people.ReadAsync(person, room);
            if (shown.LastOrDefault(m => !m.Redacted && fits(shown, m)) is { } found) return found;
            if (late.IsCancellationRequested)
                throw new InvalidOperationException($"{person} did not see {what}; the last: {string.Join(" | ", shown.TakeLast(3).Select(m => m.Sender + ": " + m.Body))}");
            await Briefly.PauseAsync();
        }
    }

    /// <summary>The message as this person's client shows it once it shows what the homeserver has; null where it is gone.</summary>
    public async Task<SeenMessage?> CurrentAsync(string person, string room, string eventId)
    {
        using var late = new CancellationTokenSource(Longest);
        while (true)
        {
            // Asked again and again: it may be edited while it is waited for.
            var e = await people.CallAsync(person, HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/event/{Uri.EscapeDataString(eventId)}");
            if (!e.GetProperty("content").TryGetProperty("body", out var body)) return null;
            if (e.TryGetProperty("unsigned", out var more) && more.TryGetProperty("m.relations", out var relations) && relations.TryGetProperty("m.replace", out var edit))
                body = edit.GetProperty("content").GetProperty("m.new_content").GetProperty("body");
            for (var looks = 0; looks < LooksBetween; looks++)
            {
                var shown = await people.ReadAsync(person, room);
                if (shown.LastOrDefault(m => !m.Redacted && m.Id == eventId && m.Body == body.GetString()) is { } found) return found;
                if (late.IsCancellationRequested) throw new InvalidOperationException($"{person} did not see the newest version of a card: {body.GetString()}");
                await Briefly.PauseAsync();
            }
        }
    }

    /// <summary>Their rooms, once no invitation waits.</summary>
    public async Task<IReadOnlyList<string>> RoomsAsync(string person)
    {
        using var late = new CancellationTokenSource(Longest);
        while (true)
        {
            // To the same question Synapse gives for minutes the answer that it gave before.
            var filter = $$"""{"presence":{"types":[],"limit":{{Interlocked.Increment(ref asked)}} },"room":{"timeline":{"limit":0} } }""";
            var now = await people.CallAsync(person, HttpMethod.Get, "/_matrix/client/v3/sync?timeout=0&filter=" + Uri.EscapeDataString(filter));
            if (!now.TryGetProperty("rooms", out var rooms) || !rooms.TryGetProperty("invite", out var invites) || !invites.EnumerateObject().Any()) break;
            if (late.IsCancellationRequested) throw new InvalidOperationException($"{person} never came where they are invited to: {invites.GetRawText()}");
            await Briefly.PauseAsync();
        }

        var joined = await people.CallAsync(person, HttpMethod.Get, "/_matrix/client/v3/joined_rooms");
        return [.. joined.GetProperty("joined_rooms").EnumerateArray().Select(r => r.GetString()!)];
    }

    /// <summary>Completes when this person's client shows the newest message of a room as it is.</summary>
    public async Task CaughtUpAsync(string person, string room)
    {
        const string Filter = "{\"types\":[\"m.room.message\"]}";
        var said = await people.CallAsync(person, HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/messages?dir=b&limit=20&filter={Uri.EscapeDataString(Filter)}");
        foreach (var e in said.GetProperty("chunk").EnumerateArray())
        {
            var content = e.GetProperty("content");
            if (content.TryGetProperty("m.relates_to", out var relates) && relates.TryGetProperty("rel_type", out var type) && type.GetString() == "m.replace") continue;
            if (content.TryGetProperty("body", out _)) await CurrentAsync(person, room, e.GetProperty("event_id").GetString()!);
            else await UntilGoneAsync(person, room, e.GetProperty("event_id").GetString()!);
        }
    }

    public static string? NoteOf(SeenMessage message, string name) => NoteOf(message.Content, name);

    public static string? NoteOf(JsonElement content, string name) =>
        content.TryGetProperty(Note, out var note) && note.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What can be answered to a message; numbers stand for the labels beside them.</summary>
    public static IEnumerable<CardAction> ActionsOf(SeenMessage message) => Offered(message).Select(a => new CardAction(
        a.Action,
        Numbered().Matches(message.Body).FirstOrDefault(m => m.Groups["number"].Value == a.Word) is { } numbered ? numbered.Groups["label"].Value : a.Word));

    public static string? WordFor(SeenMessage message, string action) => Offered(message).FirstOrDefault(a => a.Action == action).Word;

    public static bool IsQuestion(SeenMessage message) => message.Content.TryGetProperty(Note, out var note) && note.TryGetProperty("form", out _);

    public static JsonElement CurrentField(SeenMessage message)
    {
        var form = message.Content.GetProperty(Note).GetProperty("form");
        return form.GetProperty("fields")[form.GetProperty("at").GetInt32()];
    }

    public static SeenReply Reply(SeenMessage message)
    {
        var end = message.Body.LastIndexOf("\n\nAnswer with", StringComparison.Ordinal);
        if (end < 0) end = message.Body.LastIndexOf("\n\nContesta con", StringComparison.Ordinal);
        return new SeenReply(new Reply
        {
            Language = "",
            Text = RichText.Of(end < 0 ? message.Body : message.Body[..end]),
            Actions = [.. ActionsOf(message)],
            Form = IsQuestion(message) ? FormOf(message) : null,
        });
    }

    private static Form FormOf(SeenMessage message)
    {
        var form = message.Content.GetProperty(Note).GetProperty("form");
        return new Form(
            form.GetProperty("id").GetString()!, "", "",
            [.. form.GetProperty("fields").EnumerateArray().Select(f => new FormField(
                f.GetProperty("name").GetString()!, f.GetProperty("label").GetString()!, f.GetProperty("required").GetBoolean(), f.GetProperty("longest").GetInt32(),
                f.GetProperty("value").GetString()!, false, [], ""))],
            "");
    }

    private static IEnumerable<(string Word, string Action)> Offered(SeenMessage message) =>
        message.Content.TryGetProperty(Note, out var note) && note.TryGetProperty("actions", out var actions)
            ? actions.EnumerateArray().Select(a => (a[0].GetString()!, a[1].GetString()!))
            : [];

    private async Task UntilGoneAsync(string person, string room, string eventId)
    {
        using var late = new CancellationTokenSource(Longest);
        while ((await people.ReadAsync(person, room)).Any(m => m.Id == eventId && !m.Redacted))
        {
            late.Token.ThrowIfCancellationRequested();
            await Briefly.PauseAsync();
        }
    }

    [GeneratedRegex(@"(?<=^|· )(?<number>\d+): (?<label>[^·\n]+?)(?= ·|$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Numbered();
}
