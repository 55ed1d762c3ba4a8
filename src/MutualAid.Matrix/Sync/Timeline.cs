using System.Text.Json;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Sync;

/// <summary>What was said in a room since the last batch, whole and in order.</summary>
internal sealed class Timeline(MatrixApi api)
{
    private const int PageSize = 100;
    private const int MostPages = 100;
    private const int MostStandstills = 10;

    /// <summary>
    /// The events of a room's part of a batch, with what the homeserver left out ("Syncing", limited). Where the bot joined meanwhile, only what
    /// came after that, and the event of its joining; in a room of its own, all of it. What <paramref name="isKnown"/> is left out.
    /// </summary>
    public async Task<(List<JsonElement> Events, JsonElement? Joined)> ReadAsync(string room, JsonElement part, string since, Func<string, bool> isKnown, CancellationToken stop)
    {
        var timeline = part.Object("timeline");
        List<JsonElement> events = [.. Unknown(timeline, "events", isKnown)];
        if (timeline.Flag("limited") && OwnJoin(events) < 0 && timeline.Text("prev_batch") is { } before)
            events = [.. (await MissedAsync(room, before, since, isKnown, stop).ConfigureAwait(false)), .. events];
        var joined = OwnJoin(events);
        if (joined < 0) return (events, null);
        // In a room that the bot made nothing was said before it came, in whatever order a homeserver tells it.
        return (IsOwn(part, events) ? events : events[(joined + 1)..], events[joined]);
    }

    private bool IsOwn(JsonElement part, List<JsonElement> events) =>
        events.Concat(part.Object("state").Items("events")).Concat(part.Object("state_after").Items("events"))
            .Any(e => e.Text("type") == "m.room.create" && e.Text("sender") == api.Me);

    private async Task<List<JsonElement>> MissedAsync(string room, string from, string since, Func<string, bool> isKnown, CancellationToken stop)
    {
        var missed = new List<JsonElement>();
        var standsStill = 0;
        for (var page = 0; page < MostPages; page++)
        {
            JsonElement said;
            try
            {
                said = await api.MessagesAsync(room, from, since, SyncFilter.Events, PageSize, stop, Patience.Endless).ConfigureAwait(false);
            }
            catch (MatrixRefusedException)
            {
                // The bot may no longer look there.
                break;
            }

            missed.AddRange(Unknown(said, "chunk", isKnown));
            // Only a page without an end says that there is no more; one that leads nowhere is asked for again, for a while.
            if (OwnJoin(missed) >= 0 || said.Text("end") is not { } end || (end == from && ++standsStill > MostStandstills)) break;
            from = end;
        }

        missed.Reverse();
        return missed;
    }

    /// <summary>A homeserver may tell things twice; what is known says nothing new, least of all where the bot joined.</summary>
    private static IEnumerable<JsonElement> Unknown(JsonElement page, string name, Func<string, bool> isKnown) =>
        page.Items(name).Where(e => e.Text("event_id") is { } id && !isKnown(id));

    /// <summary>Where the bot came into the room, the last time it did; -1 where it is not among them.</summary>
    private int OwnJoin(List<JsonElement> events) => events.FindLastIndex(e =>
        e.Text("type") == "m.room.member" && e.Text("state_key") == api.Me && e.Object("content").Text("membership") == "join"
        && e.Object("unsigned").Object("prev_content").Text("membership") != "join");
}
