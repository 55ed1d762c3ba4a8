using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Talking;

/// <summary>
/// What the bot said that can be answered, by message and as what stands at the end of a private room. It is read back from the homeserver
/// wherever it is not remembered, so a restart changes nothing. Thread-safe.
/// </summary>
internal sealed class Standing(MatrixApi api)
{
    private const int Remembered = 2_000;
    private const int LookedAt = 20;
    private static readonly string Messages = Json.Write(new JsonObject { ["types"] = new JsonArray("m.room.message") });
    private readonly Recent<string, JsonElement> last = new(Remembered);
    private readonly Recent<string, bool> answered = new(Remembered);
    private readonly Recent<string, ImmutableList<(string Id, string? Cause)>> details = new(Remembered);

    /// <summary>The bot said this in a private room. A card that comes in between does not end a form.</summary>
    public void Saw(string room, string eventId, JsonObject content)
    {
        using var document = JsonDocument.Parse(Json.Write(content));
        var note = Content.NoteOf(document.RootElement).Clone();
        Remember(room, eventId, note);
        if (!IsAnswer(note) && last.TryGet(room, out var before) && before.Has("form")) return;
        last.Set(room, note);
    }

    /// <summary>What the bot noted in a message of its own, as it stands after all edits; nothing where somebody else wrote it.</summary>
    public async Task<JsonElement> NoteOfAsync(string room, string eventId, CancellationToken stop)
    {
        try
        {
            var e = await api.EventAsync(room, eventId, stop).ConfigureAwait(false);
            if (e.Text("sender") != api.Me) return default;
            // The newest version comes along with the event ("Server-side aggregation of m.replace").
            var edited = e.Object("unsigned").Object("m.relations").Object("m.replace").Object("content").Object("m.new_content");
            return Content.NoteOf(edited.ValueKind == JsonValueKind.Object ? edited : e.Object("content"));
        }
        catch (MatrixRefusedException)
        {
            // It is gone, or was never to be seen.
            return default;
        }
    }

    /// <summary>What stands at the end of a private room to be answered.</summary>
    public async Task<JsonElement> LastAsync(string room, CancellationToken stop)
    {
        if (last.TryGet(room, out var known)) return known;
        var said = await api.MessagesAsync(room, null, null, Messages, LookedAt, stop).ConfigureAwait(false);
        var own = said.Items("chunk").Where(e => e.Text("sender") == api.Me).Select(e => (Id: e.Text("event_id") ?? "", Note: Content.NoteOf(e.Object("content"))));
        var noted = own.Where(o => o.Note.ValueKind == JsonValueKind.Object).ToList();
        foreach (var (id, one) in noted) Remember(room, id, one);
        var notes = noted.ConvertAll(o => o.Note);
        var answer = notes.FirstOrDefault(IsAnswer);
        var note = answer.Has("form") ? answer : notes.FirstOrDefault();
        last.Set(room, note);
        return note;
    }

    /// <summary>Whether a message was answered, as far as the end of the room shows.</summary>
    public bool WasAnswered(string eventId) => answered.TryGet(eventId, out _);

    /// <summary>
    /// The messages that show private details, and do so no more once <paramref name="cause"/> is answered: each is named once. Those that are
    /// part of that very answer stay.
    /// </summary>
    public IReadOnlyList<string> TakeDetails(string room, string cause)
    {
        if (!details.TryGet(room, out var shown)) return [];
        var own = shown.RemoveAll(m => m.Cause != cause);
        if (own.IsEmpty) details.Forget(room);
        else details.Set(room, own);
        return [.. shown.Except(own).Select(m => m.Id)];
    }

    private void Remember(string room, string eventId, JsonElement note)
    {
        if (note.Text("cause") is { } cause) answered.Set(cause, true);
        if (note.Flag("private")) details.Set(room, (details.TryGet(room, out var shown) ? shown : []).Add((eventId, note.Text("cause"))));
    }

    /// <summary>Cards are shown; answers are said, in somebody's language.</summary>
    private static bool IsAnswer(JsonElement note) => note.Has("language");
}
