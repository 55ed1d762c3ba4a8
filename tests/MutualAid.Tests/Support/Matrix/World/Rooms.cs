using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Saying and setting things in rooms, by the rules that a server keeps.</summary>
internal static class Rooms
{
    public static void MustBeIn(FakeRoom room, string user)
    {
        if (room.MembershipOf(user) != "join") throw MatrixError.Forbidden($"User {user} not in room {room.Id}");
    }

    public static void MustReach(FakeRoom room, string user, long needed, string otherwise)
    {
        var has = new Powers(room).Of(user);
        if (has < needed) throw MatrixError.Forbidden($"{otherwise}. user_level ({has}) < send_level ({needed})");
    }

    public static FakeEvent Send(MatrixWorld world, FakeRoom room, Draft draft)
    {
        if (draft.Type == "m.room.redaction" && draft.Content["redacts"].AsText() is { } target) return Redact(world, room, draft, target);
        MustBeIn(room, draft.Sender);
        ContentRules.CheckNumbers(draft.Content);
        MustReach(room, draft.Sender, new Powers(room).ToSend(draft.Type), "You don't have permission to post that to the room");
        Relations.Check(world, room, draft);
        ContentRules.CheckSize(room.Id, draft.Sender, draft.Type, stateKey: null, draft.Content);
        return world.Append(room, draft);
    }

    public static FakeEvent Redact(MatrixWorld world, FakeRoom room, Draft draft, string target)
    {
        MustBeIn(room, draft.Sender);
        ContentRules.CheckNumbers(draft.Content);
        var powers = new Powers(room);
        MustReach(room, draft.Sender, powers.ToSend("m.room.redaction"), "You don't have permission to post that to the room");
        var redacted = room.Find(target);
        if (redacted is null && world.Rooms.Any(r => r.Find(target) is not null)) throw MatrixError.Unknown("Cannot redact event from a different room");
        if (redacted?.Type == "m.room.create") throw MatrixError.Forbidden("Redacting create events is not permitted");
        if (redacted is not null && redacted.Sender != draft.Sender) MustReach(room, draft.Sender, powers.To("redact"), "You don't have permission to redact events");
        var content = draft.Content;
        if (room.Number >= 11) content["redacts"] = target;
        var added = world.Append(room, draft with { Content = content, Redacts = target });
        if (redacted is not null) room.Redact(redacted, added);
        return added;
    }

    public static FakeEvent Set(MatrixWorld world, Account who, FakeRoom room, string type, string key, JsonObject content)
    {
        if (type == "m.room.member") return SetMember(world, who, room, key, content);
        MustBeIn(room, who.Id);
        ContentRules.CheckNumbers(content);
        if (type == "m.room.create") throw MatrixError.Forbidden("There is a create event already");
        if (key.StartsWith('@') && key != who.Id) throw MatrixError.Forbidden("You are not allowed to set others state");
        MustReach(room, who.Id, new Powers(room).ToSet(type), "You don't have permission to post that to the room");
        if (type == "m.room.power_levels") new Powers(room).CheckChange(who.Id, content);
        ContentRules.CheckSize(room.Id, who.Id, type, key, content);
        var now = room.State(type, key);
        if (now is { RedactedBecause: null } && now.Sender == who.Id && JsonNode.DeepEquals(now.Content, content)) return now;
        return world.Append(room, new Draft(who.Id, type, content, key));
    }

    private static FakeEvent SetMember(MatrixWorld world, Account who, FakeRoom room, string key, JsonObject content) => content["membership"].AsText() switch
    {
        "join" when key == who.Id => Memberships.Join(world, who, room),
        "invite" => Memberships.Invite(world, who, room, key),
        "leave" when key == who.Id => Memberships.Leave(world, who, room),
        "leave" when room.MembershipOf(key) == "ban" => Memberships.Unban(world, who, room, key, content["reason"].AsText()),
        "leave" => Memberships.Kick(world, who, room, key, content["reason"].AsText()),
        "ban" => Memberships.Ban(world, who, room, key, content["reason"].AsText()),
        _ => throw MatrixError.Forbidden("You cannot set this membership"),
    };
}
