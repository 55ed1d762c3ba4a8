using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Somebody with an account: a person, the bot, or another bot.</summary>
internal sealed class FakeUser(FakeDiscord fake, ulong id, string name, bool isBot)
{
    public ulong Id { get; } = id;

    public string Name { get; } = name;

    public bool IsBot { get; } = isBot;

    /// <summary>The language of their client.</summary>
    public string Locale { get; set; } = "en-US";

    /// <summary>Whether they take no direct messages from members of their servers.</summary>
    public bool DmsClosed { get; set; }

    public string Mention => $"<@{Id}>";

    public FakeDiscord Fake => fake;

    /// <summary>Everything this person can read now, as one text.</summary>
    public string Reads() => Sight.Of(fake, this);

    /// <summary>The messages of the bot's direct conversation with this person, oldest first.</summary>
    public IReadOnlyList<FakeMessage> DirectMessages => fake.World.FindDirect(this)?.Messages ?? [];

    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["username"] = Name.ToLowerInvariant(),
        ["global_name"] = Name,
        ["discriminator"] = "0",
        ["avatar"] = null,
        ["bot"] = IsBot,
        ["public_flags"] = 0,
    };

    public override string ToString() => Name;
}

/// <summary>A user in a server.</summary>
internal sealed class FakeMember(FakeUser user, DateTimeOffset joined)
{
    public FakeUser User { get; } = user;

    public HashSet<ulong> Roles { get; } = [];

    public bool IsTimedOut { get; set; }

    public JsonObject ToJson(bool withUser = true)
    {
        var json = new JsonObject
        {
            ["roles"] = new JsonArray([.. Roles.Select(r => (JsonNode)r.ToString())]),
            ["nick"] = null,
            ["avatar"] = null,
            ["joined_at"] = joined.ToString("O"),
            ["premium_since"] = null,
            ["deaf"] = false,
            ["mute"] = false,
            ["flags"] = 0,
            ["pending"] = false,
            ["communication_disabled_until"] = null,
        };
        if (withUser) json["user"] = User.ToJson();
        return json;
    }
}

internal sealed class FakeRole(ulong id, string name, Rights rights)
{
    public ulong Id { get; } = id;

    public string Name { get; } = name;

    public Rights Rights { get; set; } = rights;

    public bool Mentionable { get; set; }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["name"] = Name,
        ["color"] = 0,
        ["colors"] = new JsonObject { ["primary_color"] = 0, ["secondary_color"] = null, ["tertiary_color"] = null },
        ["hoist"] = false,
        ["position"] = 1,
        ["permissions"] = ((ulong)Rights).ToString(),
        ["managed"] = false,
        ["mentionable"] = Mentionable,
        ["flags"] = 0,
    };
}

/// <summary>An exception from the roles' rights in one channel, for a role or for a member.</summary>
internal sealed record Overwrite(ulong Id, bool IsMember, Rights Allow, Rights Deny)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["type"] = IsMember ? 1 : 0,
        ["allow"] = ((ulong)Allow).ToString(),
        ["deny"] = ((ulong)Deny).ToString(),
    };
}
