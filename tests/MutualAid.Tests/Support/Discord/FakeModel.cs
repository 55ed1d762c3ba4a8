using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A person with an account.</summary>
internal sealed record FakeUser(string Id, string Name)
{
    public string Locale { get; set; } = "en-US";

    /// <summary>Whether direct messages of strangers are refused.</summary>
    public bool IsClosed { get; set; }
}

/// <summary>A role; its permissions as a set of bits.</summary>
internal sealed record FakeRole(string Id, ulong Permissions)
{
    public ulong Permissions { get; set; } = Permissions;
}

/// <summary>A server. The role with the guild's own id is everyone's.</summary>
internal sealed class FakeGuild(string id, string ownerId)
{
    public string Id { get; } = id;

    public string OwnerId { get; } = ownerId;

    public List<FakeRole> Roles { get; } = [];

    public Dictionary<string, List<string>> Members { get; } = [];

    public string? Inviter { get; set; }
}

/// <summary>A channel, a thread or a direct conversation.</summary>
internal sealed class FakeChannel(string id, int type, FakeGuild? guild, string name)
{
    public string Id { get; } = id;

    public int Type { get; } = type;

    public FakeGuild? Guild { get; } = guild;

    public string Name { get; } = name;

    public FakeChannel? Parent { get; init; }

    public string? OwnerId { get; init; }

    public bool IsArchived { get; set; }

    public bool IsLocked { get; set; }

    public bool IsThread => Type is 10 or 11 or 12;

    /// <summary>Of a thread: who is in it. Of a direct conversation: the person.</summary>
    public HashSet<string> People { get; } = [];

    /// <summary>(id, type, allow, deny).</summary>
    public List<(string Id, int Type, ulong Allow, ulong Deny)> Overwrites { get; } = [];

    public List<FakeMessage> Messages { get; } = [];

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["type"] = Type,
        ["name"] = Name,
        ["guild_id"] = Guild?.Id,
        ["parent_id"] = Parent?.Id,
        ["owner_id"] = OwnerId,
        ["permission_overwrites"] = new JsonArray([.. Overwrites.Select(o => new JsonObject
        {
            ["id"] = o.Id, ["type"] = o.Type, ["allow"] = o.Allow.ToString(System.Globalization.CultureInfo.InvariantCulture), ["deny"] = o.Deny.ToString(System.Globalization.CultureInfo.InvariantCulture),
        })]),
    };
}

/// <summary>A message as it stands.</summary>
internal sealed class FakeMessage(string id, FakeChannel channel, string authorId, DateTimeOffset at)
{
    public string Id { get; } = id;

    public FakeChannel Channel { get; } = channel;

    public string AuthorId { get; } = authorId;

    public DateTimeOffset At { get; } = at;

    /// <summary>Who alone sees it; null: everybody in the channel.</summary>
    public string? For { get; init; }

    public string Content { get; set; } = "";

    public int Flags { get; set; }

    public JsonArray Components { get; set; } = [];

    public string? Nonce { get; init; }

    public int Edits { get; set; }

    /// <summary>Whom it notified.</summary>
    public List<string> Pinged { get; } = [];

    public List<(string Name, string Text)> Files { get; } = [];

    public List<(string User, string Emoji)> Reactions { get; } = [];

    public IEnumerable<JsonObject> AllComponents => Flatten(Components);

    public IEnumerable<JsonObject> Buttons => AllComponents.Where(c => (int)c["type"]! == 2);

    /// <summary>All its text displays, a line each.</summary>
    public string Text => string.Join('\n', AllComponents.Where(c => (int)c["type"]! == 10).Select(c => (string)c["content"]!).Prepend(Content).Where(t => t.Length > 0));

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["channel_id"] = Channel.Id,
        ["author"] = new JsonObject { ["id"] = AuthorId, ["username"] = "user", ["discriminator"] = "0" },
        ["content"] = Content,
        ["timestamp"] = At.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["flags"] = Flags,
        ["components"] = Components.DeepClone(),
        ["embeds"] = new JsonArray(),
        ["attachments"] = new JsonArray(),
        ["mentions"] = new JsonArray(),
        ["mention_roles"] = new JsonArray(),
        ["type"] = 0,
        ["tts"] = false,
        ["pinned"] = false,
        ["mention_everyone"] = false,
        ["edited_timestamp"] = null,
    };

    internal static IEnumerable<JsonObject> Flatten(JsonArray components)
    {
        foreach (var component in components.OfType<JsonObject>())
        {
            yield return component;
            foreach (var inner in Flatten(component["components"] as JsonArray ?? [])) yield return inner;
            if (component["component"] is JsonObject labelled) yield return labelled;
            if (component["accessory"] is JsonObject accessory) yield return accessory;
        }
    }
}

/// <summary>No, with the status and the code that Discord gives.</summary>
internal sealed class FakeRefusal(int status, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;
}
