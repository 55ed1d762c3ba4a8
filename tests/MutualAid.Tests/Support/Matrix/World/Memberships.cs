using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Coming, going and being asked in, by the rules that a server keeps.</summary>
internal static class Memberships
{
    public static FakeEvent Join(MatrixWorld world, Account who, FakeRoom room, string? reason = null)
    {
        var now = room.MembershipOf(who.Id);
        if (now == "join") return room.State("m.room.member", who.Id)!;
        if (now == "ban") throw MatrixError.Forbidden("You are banned from this room");
        if (now != "invite" && room.JoinRule != "public") throw MatrixError.Forbidden("You are not invited to this room.");
        return Put(world, room, who.Id, who.Id, "join", reason);
    }

    public static FakeEvent Invite(MatrixWorld world, Account who, FakeRoom room, string user, JsonObject? extra = null)
    {
        Rooms.MustBeIn(room, who.Id);
        if (!user.StartsWith('@') || !user.Contains(':', StringComparison.Ordinal)) throw MatrixError.Invalid("Invalid user_id: " + user);
        if (world.FindAccount(user)?.RefusesInvites is { } code) throw new MatrixError(403, code, "Invitations are refused by " + user);
        var now = room.MembershipOf(user);
        if (now == "ban") throw MatrixError.Forbidden($"{user} is banned from the room");
        if (now == "join") throw MatrixError.Forbidden($"{user} is already in the room.");
        Rooms.MustReach(room, who.Id, new Powers(room).To("invite"), "You don't have permission to invite users");
        return Put(world, room, who.Id, user, "invite", reason: null, extra);
    }

    public static FakeEvent Leave(MatrixWorld world, Account who, FakeRoom room, string? reason = null)
    {
        var now = room.State("m.room.member", who.Id);
        if (now?.Text("membership") == "leave" && now.Sender == who.Id) return now;
        if (now?.Text("membership") is not ("join" or "invite")) throw MatrixError.Forbidden($"User {who.Id} not in room {room.Id}");
        room.News.Typing.Remove(who.Id);
        return Put(world, room, who.Id, who.Id, "leave", reason);
    }

    public static FakeEvent Kick(MatrixWorld world, Account who, FakeRoom room, string user, string? reason)
    {
        Rooms.MustBeIn(room, who.Id);
        if (room.MembershipOf(user) is not ("join" or "invite")) throw MatrixError.Forbidden("The target user is not in the room");
        MustOutrank(room, who.Id, user, "kick");
        return Put(world, room, who.Id, user, "leave", reason);
    }

    public static FakeEvent Ban(MatrixWorld world, Account who, FakeRoom room, string user, string? reason)
    {
        Rooms.MustBeIn(room, who.Id);
        MustOutrank(room, who.Id, user, "ban");
        return Put(world, room, who.Id, user, "ban", reason);
    }

    public static FakeEvent Unban(MatrixWorld world, Account who, FakeRoom room, string user, string? reason)
    {
        Rooms.MustBeIn(room, who.Id);
        if (room.MembershipOf(user) != "ban") throw MatrixError.Forbidden("Cannot unban user who was not banned");
        MustOutrank(room, who.Id, user, "ban");
        return Put(world, room, who.Id, user, "leave", reason);
    }

    /// <summary>The name is copied into each room, as an event of its own.</summary>
    public static void Rename(MatrixWorld world, Account who, string? name)
    {
        who.DisplayName = name;
        foreach (var room in who.Rooms.Where(r => r.MembershipOf(who.Id) == "join").ToList()) Put(world, room, who.Id, who.Id, "join", reason: null);
    }

    private static void MustOutrank(FakeRoom room, string who, string user, string act)
    {
        var powers = new Powers(room);
        Rooms.MustReach(room, who, powers.To(act), $"You don't have permission to {act}");
        if (who != user && powers.Of(user) >= powers.Of(who)) throw MatrixError.Forbidden($"You cannot {act} user {user}.");
    }

    private static FakeEvent Put(MatrixWorld world, FakeRoom room, string sender, string user, string membership, string? reason, JsonObject? extra = null)
    {
        var content = extra?.Copy() ?? [];
        content["membership"] = membership;
        if (membership is "join" or "invite" && world.FindAccount(user)?.DisplayName is { } name) content["displayname"] = name;
        if (reason is not null) content["reason"] = reason;
        return world.Append(room, new Draft(sender, "m.room.member", content, user));
    }
}
