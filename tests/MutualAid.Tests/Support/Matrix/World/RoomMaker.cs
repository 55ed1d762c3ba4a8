using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Makes rooms, event by event in the order of a real server.</summary>
internal static class RoomMaker
{
    private static readonly string[] Versions = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

    public static IReadOnlyList<string> KnownVersions => Versions;

    public static FakeRoom Create(FakeHomeserver fake, Account creator, JsonObject body)
    {
        var version = body["room_version"].AsText() ?? fake.DefaultRoomVersion;
        if (!Versions.Contains(version)) throw new MatrixError(400, "M_UNSUPPORTED_ROOM_VERSION", "Your homeserver does not support this room version");
        var preset = body["preset"].AsText() ?? (body["visibility"].AsText() == "public" ? "public_chat" : "private_chat");
        var powers = body["power_level_content_override"] as JsonObject;
        var isNew = version == "12";
        if (powers?["users"] is JsonObject users && users.ContainsKey(creator.Id) == isNew)
            throw MatrixError.Unknown($"Not a valid power_level_content_override: 'users' {(isNew ? "contained" : "did not contain")} {creator.Id}");
        var alias = Alias(fake.World, body);
        foreach (var invited in body["invite"].AsTexts())
        {
            if (!invited.StartsWith('@') || !invited.Contains(':', StringComparison.Ordinal)) throw MatrixError.Invalid("Invalid user_id: " + invited);
        }

        var room = fake.World.AddRoom(version);
        if (alias is not null) fake.World.Aliases[alias] = (room, creator.Id);
        Fill(new Writing(fake.World, room, creator), body, preset, powers, alias);
        // One who refuses leaves a room behind that only its creator is in, as on the real thing.
        var direct = body["is_direct"].AsFlag() == true ? new JsonObject { ["is_direct"] = true } : null;
        foreach (var invited in body["invite"].AsTexts()) Memberships.Invite(fake.World, creator, room, invited, direct);
        return room;
    }

    private static string? Alias(MatrixWorld world, JsonObject body)
    {
        if (body["room_alias_name"].AsText() is not { } name) return null;
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || c is ':' or '#')) throw MatrixError.Invalid("Invalid characters in room alias");
        var alias = $"#{name}:{FakeHomeserver.ServerName}";
        return world.Aliases.ContainsKey(alias) ? throw new MatrixError(400, "M_ROOM_IN_USE", "Room alias already taken") : alias;
    }

    private static void Fill(Writing writing, JsonObject body, string preset, JsonObject? powers, string? alias)
    {
        var (world, room, creator) = writing;
        var isTrusting = preset == "trusted_private_chat";
        var create = (body["creation_content"] as JsonObject)?.Copy() ?? [];
        create["room_version"] = room.Version;
        if (room.Number < 11) create["creator"] = creator.Id;
        if (room.Number >= 12 && isTrusting) create["additional_creators"] = new JsonArray([.. body["invite"].AsTexts().Select(i => (JsonNode)i)]);
        writing.Set("m.room.create", create);
        var member = new JsonObject { ["membership"] = "join" };
        if (creator.DisplayName is { } name) member["displayname"] = name;
        writing.Set("m.room.member", member, creator.Id);
        var initial = (body["initial_state"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        writing.Set("m.room.power_levels", PowersOf(room, creator, preset, body, powers));
        if (alias is not null) writing.Set("m.room.canonical_alias", new JsonObject { ["alias"] = alias });
        Default("m.room.join_rules", new JsonObject { ["join_rule"] = preset == "public_chat" ? "public" : "invite" });
        Default("m.room.history_visibility", new JsonObject { ["history_visibility"] = "shared" });
        if (preset != "public_chat") Default("m.room.guest_access", new JsonObject { ["guest_access"] = "can_join" });
        foreach (var state in initial)
        {
            if (state["type"].AsText() is not { } type || state["content"] is not JsonObject content) throw MatrixError.BadJson("Initial state needs type and content");
            ContentRules.CheckNumbers(content);
            writing.Set(type, content.Copy(), state["state_key"].AsText() ?? "");
        }

        if (body["name"].AsText() is { } roomName) writing.Set("m.room.name", new JsonObject { ["name"] = roomName });
        if (body["topic"].AsText() is { } topic) writing.Set("m.room.topic", new JsonObject { ["topic"] = topic });

        void Default(string type, JsonObject content)
        {
            if (initial.All(s => s["type"].AsText() != type)) writing.Set(type, content);
        }
    }

    private static JsonObject PowersOf(FakeRoom room, Account creator, string preset, JsonObject body, JsonObject? wanted)
    {
        var isNew = room.Number >= 12;
        var users = new JsonObject();
        if (!isNew) users[creator.Id] = 100;
        if (!isNew && preset == "trusted_private_chat")
        {
            foreach (var invited in body["invite"].AsTexts()) users[invited] = 100;
        }

        var levels = new JsonObject
        {
            ["users"] = users,
            ["users_default"] = 0,
            ["events"] = new JsonObject
            {
                ["m.room.name"] = 50,
                ["m.room.power_levels"] = 100,
                ["m.room.history_visibility"] = 100,
                ["m.room.canonical_alias"] = 50,
                ["m.room.avatar"] = 50,
                ["m.room.tombstone"] = isNew ? 150 : 100,
                ["m.room.server_acl"] = 100,
                ["m.room.encryption"] = 100,
            },
            ["events_default"] = 0,
            ["state_default"] = 50,
            ["ban"] = 50,
            ["kick"] = 50,
            ["redact"] = 50,
            ["invite"] = preset == "public_chat" ? 50 : 0,
            ["historical"] = 100,
        };
        // Whole fields are replaced, not merged.
        foreach (var (field, value) in wanted ?? []) levels[field] = value?.DeepClone();
        return levels;
    }

    private sealed record Writing(MatrixWorld World, FakeRoom Room, Account Creator)
    {
        public void Set(string type, JsonObject content, string key = "") => World.Append(Room, new Draft(Creator.Id, type, content, key));
    }
}
