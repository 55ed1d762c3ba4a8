using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What a sync tells about one room that somebody is in or has just left. <paramref name="Since"/> null: everything.</summary>
internal sealed record RoomSync(FakeHomeserver Fake, Device Reader, SyncFilter Filter, FakeRoom Room, long? Since, long Now, bool StateAfter, bool IsNew)
{
    private readonly string user = Reader.Account.Id;

    /// <summary>Null where there is nothing to tell.</summary>
    public JsonObject? ToJson()
    {
        var sight = new Sight(Room, user);
        var until = Math.Min(Now, sight.Until);
        var all = Room.Between(Since ?? 0, until).Where(e => sight.Sees(e) && Filter.Timeline.Takes(e)).ToList();
        var limit = Math.Min(Filter.Timeline.Limit, Since is null ? int.MaxValue : Fake.Faults.GapAfter ?? int.MaxValue);
        var shown = all.TakeLast(limit).ToList();
        var isLimited = all.Count > shown.Count || IsNew;
        var start = shown.Count > 0 ? shown[0].Position - 1 : until;
        var state = StateFor(shown, start, until).ToList();
        var news = sight.IsIn ? Ephemeral() : [];
        var data = Data();
        if (Since is not null && shown.Count == 0 && state.Count == 0 && news.Count == 0 && data.Count == 0 && !isLimited) return null;
        var previous = shown.Count > 0 ? start : Since ?? until;
        var json = new JsonObject
        {
            ["timeline"] = new JsonObject
            {
                ["events"] = Array(Disturbed(shown, all, sight).Select(e => EventJson.Of(e, Reader, withRoom: false, bundled: isLimited))),
                ["limited"] = isLimited,
                ["prev_batch"] = StreamToken.Write(previous, 't'),
            },
            [StateAfter ? "state_after" : "state"] = Events(state.Select(e => EventJson.Of(e, Reader, withRoom: false))),
            ["account_data"] = Events(data),
        };
        if (!sight.IsIn) return json;
        json["ephemeral"] = Events(news);
        json["unread_notifications"] = new JsonObject { ["notification_count"] = 0, ["highlight_count"] = 0 };
        json["summary"] = Filter.State.IsLazy && (Since is null || all.Any(e => e.Type == "m.room.member")) ? Summary() : new JsonObject();
        return json;
    }

    // Up to the start of the timeline, or up to its end: of the two ways to tell it, the reader chose one.
    private IEnumerable<FakeEvent> StateFor(List<FakeEvent> shown, long start, long until)
    {
        var inTimeline = shown.Select(e => e.Id).ToHashSet();
        var wanted = StateAfter
            ? Changed(until)
            : Changed(until).Select(e => inTimeline.Contains(e.Id) ? Room.StateAt(e.Type, e.StateKey!, start) : e).OfType<FakeEvent>().Where(e => e.Position > (Since ?? 0));
        var present = shown.Select(e => e.Sender).Concat(shown.Where(e => e.Type == "m.room.member").Select(e => e.StateKey!)).ToHashSet();
        if (Since is null) present.Add(user);
        var result = wanted.Where(Filter.State.Takes);
        if (!Filter.State.IsLazy) return result;
        // Members are told as they turn up, each once.
        var members = present.Select(p => Room.StateAt("m.room.member", p, StateAfter ? until : start)).OfType<FakeEvent>()
            .Where(m => Filter.State.Takes(m) && (StateAfter || !inTimeline.Contains(m.Id)) && (Filter.State.IsRedundant || IsNews(m)));
        return result.Where(e => e.Type != "m.room.member").Concat(members.ToList());
    }

    private IEnumerable<FakeEvent> Changed(long until) => Since is not { } since
        ? Room.AllState(until)
        : Room.Between(since, until).Where(e => e.IsState).Select(e => (e.Type, e.StateKey)).Distinct().Select(k => Room.StateAt(k.Type, k.StateKey!, until)!);

    private bool IsNews(FakeEvent member)
    {
        var isNews = Reader.KnownMembers.GetValueOrDefault((Room.Id, member.StateKey!)) != member.Id;
        Reader.KnownMembers[(Room.Id, member.StateKey!)] = member.Id;
        return isNews;
    }

    private IEnumerable<FakeEvent> Disturbed(List<FakeEvent> shown, List<FakeEvent> all, Sight sight)
    {
        IEnumerable<FakeEvent> result = shown;
        if (Fake.Faults.Reorders) result = shown.GroupBy(e => e.Sender).Reverse().SelectMany(g => g);
        if (Fake.Faults.Repeats is not (> 0 and var repeats) || Since is not { } since || all.Count == 0) return result;
        return Room.Between(0, since).Where(e => sight.Sees(e) && Filter.Timeline.Takes(e)).TakeLast(repeats).Concat(result);
    }

    private List<JsonObject> Ephemeral()
    {
        var told = new List<JsonObject>();
        var news = Room.News;
        if (Filter.Ephemeral.Takes("m.typing") && (news.TypingChanged > Since || (Since is null && news.Typing.Count > 0)))
        {
            var now = Fake.Time.GetUtcNow();
            told.Add(Event("m.typing", new JsonObject { ["user_ids"] = Array(news.Typing.Where(t => t.Value > now).Select(t => (JsonNode)t.Key)) }));
        }

        var receipts = news.Receipts.Where(r => r.Value.Position > (Since ?? 0) && (r.Key.Kind != "m.read.private" || r.Key.User == user)).ToList();
        if (receipts.Count == 0 || !Filter.Ephemeral.Takes("m.receipt")) return told;
        var content = new JsonObject();
        foreach (var (key, value) in receipts)
        {
            var ofEvent = (JsonObject)(content[value.EventId] ??= new JsonObject());
            var ofKind = (JsonObject)(ofEvent[key.Kind] ??= new JsonObject());
            ofKind[key.User] = new JsonObject { ["ts"] = value.Time };
        }

        told.Add(Event("m.receipt", content));
        return told;
    }

    private List<JsonObject> Data() =>
    [
        .. Reader.Account.Data.Where(d => d.Key.Room == Room.Id && d.Value.Position > (Since ?? 0) && Filter.RoomData.Takes(d.Key.Type))
            .Select(d => Event(d.Key.Type, d.Value.Content.Copy())),
    ];

    private JsonObject Summary() => new()
    {
        ["m.heroes"] = Array(Room.Members().Where(m => m.StateKey != user).Take(5).Select(m => (JsonNode)m.StateKey!)),
        ["m.joined_member_count"] = Room.Members().Count(),
        ["m.invited_member_count"] = Room.Members("invite").Count(),
    };

    internal static JsonObject Event(string type, JsonObject content) => new() { ["type"] = type, ["content"] = content };

    internal static JsonObject Events(IEnumerable<JsonObject> events) => new() { ["events"] = Array(events) };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];
}
