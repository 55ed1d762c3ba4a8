using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What a whole sync tells.</summary>
internal sealed class SyncAnswer(ApiCall call, SyncFilter filter)
{
    // The stripped state that an invitation carries, beside the members concerned.
    private static readonly string[] Preview =
        ["m.room.create", "m.room.join_rules", "m.room.canonical_alias", "m.room.avatar", "m.room.encryption", "m.room.name", "m.room.topic"];

    private readonly long now = call.Fake.World.Position;
    private readonly bool stateAfter = call.Flag("use_state_after");
    private readonly Account user = call.User;

    /// <summary>Null where there is nothing to tell.</summary>
    public JsonObject? ToJson(long? since)
    {
        if (since is null) call.Device.KnownMembers.Clear();
        var (join, invite, leave) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var room in user.Rooms.Where(r => filter.TakesRoom(r.Id)))
        {
            var memberships = room.MembershipsOf(user.Id);
            var last = memberships[^1];
            switch (last.Text("membership"))
            {
                case "join":
                    if (Joined(room, memberships, since) is { } json) join[room.Id] = json;
                    break;
                case "invite" when since is null || last.Position > since:
                    invite[room.Id] = new JsonObject { ["invite_state"] = RoomSync.Events(Invitation(room, last)) };
                    break;
                case "leave" or "ban" when since is null ? filter.IncludesLeft : last.Position > since:
                    leave[room.Id] = new RoomSync(call.Fake, call.Device, filter, room, since, now, stateAfter, IsNew: false).ToJson();
                    break;
            }
        }

        var data = Data(since).ToList();
        if (since is not null && join.Count + invite.Count + leave.Count + data.Count == 0) return null;
        return Whole(join, invite, leave, data);
    }

    public JsonObject Empty() => Whole([], [], [], []);

    private JsonObject Whole(JsonObject join, JsonObject invite, JsonObject leave, List<JsonObject> data)
    {
        var json = new JsonObject
        {
            ["next_batch"] = StreamToken.Write(now),
            ["device_one_time_keys_count"] = new JsonObject { ["signed_curve25519"] = 0 },
            ["device_unused_fallback_key_types"] = new JsonArray(),
        };
        // What is empty is left out.
        var rooms = new JsonObject();
        if (join.Count > 0) rooms["join"] = join;
        if (invite.Count > 0) rooms["invite"] = invite;
        if (leave.Count > 0) rooms["leave"] = leave;
        if (rooms.Count > 0) json["rooms"] = rooms;
        if (data.Count > 0) json["account_data"] = RoomSync.Events(data);
        return json;
    }

    private JsonObject? Joined(FakeRoom room, IReadOnlyList<FakeEvent> memberships, long? since)
    {
        var isNew = since is { } s && room.MembershipAt(user.Id, s) != "join" && memberships[^1].Position > s;
        return new RoomSync(call.Fake, call.Device, filter, room, isNew ? null : since, now, stateAfter, isNew).ToJson();
    }

    private static IEnumerable<JsonObject> Invitation(FakeRoom room, FakeEvent invite) =>
        Preview.Select(t => room.State(t)).Append(room.State("m.room.member", invite.Sender)).Append(invite).OfType<FakeEvent>().Select(EventJson.Stripped);

    private IEnumerable<JsonObject> Data(long? since) =>
        user.Data.Where(d => d.Key.Room is null && d.Value.Position > (since ?? 0) && filter.Data.Takes(d.Key.Type)).Select(d => RoomSync.Event(d.Key.Type, d.Value.Content.Copy()));
}
