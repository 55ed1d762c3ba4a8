using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>A room goes on in another one: nobody is moved there, but the old one says where it is.</summary>
internal static class Upgrades
{
    private static readonly string[] Copied =
        ["m.room.name", "m.room.topic", "m.room.join_rules", "m.room.guest_access", "m.room.history_visibility", "m.room.encryption", "m.room.server_acl", "m.room.avatar"];

    public static FakeRoom Upgrade(FakeHomeserver fake, Account who, FakeRoom old, string version)
    {
        Rooms.MustBeIn(old, who.Id);
        Rooms.MustReach(old, who.Id, new Powers(old).ToSet("m.room.tombstone"), "You don't have permission to post that to the room");
        var predecessor = new JsonObject { ["room_id"] = old.Id };
        if (version != "12") predecessor["event_id"] = old.Events[^1].Id;
        var state = new JsonArray();
        foreach (var type in Copied)
        {
            if (old.State(type) is { } now) state.Add((JsonNode)new JsonObject { ["type"] = type, ["state_key"] = "", ["content"] = now.Content.DeepClone() });
        }

        var body = new JsonObject { ["room_version"] = version, ["creation_content"] = new JsonObject { ["predecessor"] = predecessor }, ["initial_state"] = state };
        if (old.State("m.room.power_levels")?.Content.Copy() is { } levels) body["power_level_content_override"] = Carry(levels, who, version);
        var next = RoomMaker.Create(fake, who, body);
        var tombstone = new JsonObject { ["body"] = "This room has been replaced", ["replacement_room"] = next.Id };
        fake.World.Append(old, new Draft(who.Id, "m.room.tombstone", tombstone, ""));
        return next;
    }

    private static JsonObject Carry(JsonObject levels, Account who, string version)
    {
        var users = levels["users"] as JsonObject ?? [];
        if (version == "12") users.Remove(who.Id);
        else users[who.Id] = 100;
        return levels;
    }
}
