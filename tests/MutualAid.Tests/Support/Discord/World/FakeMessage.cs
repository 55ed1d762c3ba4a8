using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Who a message rang for when it was sent. Edits never ring.</summary>
internal sealed record Pinged(IReadOnlyList<ulong> Users, IReadOnlyList<ulong> Roles, bool Everyone)
{
    public static readonly Pinged Nobody = new([], [], false);

    public bool IsNobody => Users.Count == 0 && Roles.Count == 0 && !Everyone;
}

/// <summary>One button of a message.</summary>
internal sealed record FakeButton(string Label, string? CustomId, string? Url, bool IsDisabled, int Style);

/// <summary>A picture that a message shows: what a screen reader says of it, and the file.</summary>
internal sealed record FakePicture(string? Description, UploadedFile File);

/// <summary>A message, live: it changes as it is edited.</summary>
internal sealed class FakeMessage(FakeChannel channel, ulong id, FakeUser author, DateTimeOffset sent)
{
    public ulong Id { get; } = id;

    public FakeChannel Channel { get; } = channel;

    public FakeUser Author { get; } = author;

    public DateTimeOffset Sent { get; } = sent;

    public DateTimeOffset? Edited { get; set; }

    public int Edits { get; set; }

    public string Content { get; set; } = "";

    public JsonArray Components { get; set; } = [];

    public JsonArray Embeds { get; set; } = [];

    public JsonArray Attachments { get; set; } = [];

    /// <summary>What the files hold, by the attachment's id.</summary>
    public Dictionary<string, UploadedFile> Files { get; } = [];

    public int Flags { get; set; }

    public string? Nonce { get; set; }

    public ulong? RepliesTo { get; set; }

    public Pinged Pinged { get; set; } = Pinged.Nobody;

    public bool IsDeleted { get; set; }

    /// <summary>The interaction it answers, if any.</summary>
    public FakeInteraction? Interaction { get; set; }

    /// <summary>Who has reacted with what, in order.</summary>
    internal List<(string Emoji, ulong User)> ReactionList { get; } = [];

    public bool IsEphemeral => (Flags & MessageFlags.Ephemeral) != 0;

    public bool IsLoading => (Flags & MessageFlags.Loading) != 0;

    public bool IsV2 => (Flags & MessageFlags.ComponentsV2) != 0;

    public string Link => $"https://discord.com/channels/{Channel.Guild?.Id.ToString() ?? "@me"}/{Channel.Id}/{Id}";

    public IReadOnlyList<(string Emoji, ulong User)> Reactions
    {
        get
        {
            lock (Channel.Fake.Sync) return [.. ReactionList];
        }
    }

    public IReadOnlyList<FakeButton> Buttons
    {
        get
        {
            lock (Channel.Fake.Sync) return [.. ComponentTree.All(Components).Where(c => ComponentTree.TypeOf(c) == 2).Select(ComponentTree.Button)];
        }
    }

    /// <summary>Every picture of its galleries, as people see it.</summary>
    public IReadOnlyList<FakePicture> Pictures
    {
        get
        {
            lock (Channel.Fake.Sync) return [.. ComponentTree.All(Components).Where(c => ComponentTree.TypeOf(c) == 12).SelectMany(c => c["items"]!.AsArray()).Select(Picture)];
        }
    }

    /// <summary>Every select menu, as it was sent.</summary>
    public IReadOnlyList<JsonObject> Selects
    {
        get
        {
            lock (Channel.Fake.Sync) return [.. ComponentTree.All(Components).Where(c => ComponentTree.TypeOf(c) is 3 or 5 or 6 or 7 or 8).Select(c => c.DeepClone().AsObject())];
        }
    }

    public FakeButton Button(string label) => Buttons.FirstOrDefault(b => b.Label == label)
        ?? throw new InvalidOperationException($"There is no button '{label}' but only: {string.Join(", ", Buttons.Select(b => b.Label))}.");

    /// <summary>The words of it, in order of reading, a line for each text.</summary>
    public string TextOf()
    {
        lock (Channel.Fake.Sync)
        {
            return string.Join('\n', ComponentTree.All(Components).Where(c => ComponentTree.TypeOf(c) == 10).Select(c => (string?)c["content"] ?? "").Prepend(Content).Where(t => t.Length > 0));
        }
    }

    /// <summary>Somebody with the right deletes it.</summary>
    public void Delete()
    {
        lock (Channel.Fake.Sync) Channel.Fake.World.Delete(this);
    }

    private FakePicture Picture(JsonNode? item)
    {
        var name = ((string)item!["media"]!["url"]!)["attachment://".Length..];
        return new FakePicture((string?)item["description"], Files[(string)Attachments.Single(a => (string)a!["filename"]! == name)!["id"]!]);
    }

    public JsonObject ToJson() => MessageJson.Of(this);

    public override string ToString() => $"{Author} in {Channel}: {TextOf()}";
}

/// <summary>Bits of a message's flags.</summary>
internal static class MessageFlags
{
    public const int SuppressEmbeds = 1 << 2;
    public const int HasThread = 1 << 5;
    public const int Ephemeral = 1 << 6;
    public const int Loading = 1 << 7;
    public const int SuppressNotifications = 1 << 12;
    public const int ComponentsV2 = 1 << 15;
}
