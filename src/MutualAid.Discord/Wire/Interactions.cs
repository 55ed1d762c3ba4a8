using System.Text.Json;

namespace MutualAid.Discord.Wire;

/// <summary>What a person did that wants an answer (Discord: Interactions, Receiving and Responding).</summary>
internal sealed record Interaction(string Id, string ApplicationId, int Type, string Token)
{
    public string? GuildId { get; init; }

    public string? ChannelId { get; init; }

    public Channel? Channel { get; init; }

    public Member? Member { get; init; }

    public User? User { get; init; }

    public InteractionData? Data { get; init; }

    public Message? Message { get; init; }

    public string? Locale { get; init; }

    /// <summary>What the bot may do in this channel.</summary>
    public string? AppPermissions { get; init; }
}

/// <summary>Who acted in a guild; <paramref name="Permissions"/> is already worked out for the channel.</summary>
internal sealed record Member(User? User = null, string? Permissions = null);

/// <summary>Of a command, a component or a modal, whichever it was.</summary>
internal sealed record InteractionData
{
    public string? Name { get; init; }

    public int? Type { get; init; }

    public string? TargetId { get; init; }

    public IReadOnlyList<OptionValue>? Options { get; init; }

    public string? CustomId { get; init; }

    public IReadOnlyList<Component>? Components { get; init; }

    public Resolved? Resolved { get; init; }
}

/// <summary>The value may be a text, a number or a flag; while it is being typed, anything.</summary>
internal sealed record OptionValue(string Name, JsonElement Value, bool? Focused = null);

internal sealed record Resolved(IReadOnlyDictionary<string, Message>? Messages = null);

internal static class InteractionTypes
{
    public const int Command = 2;
    public const int Component = 3;
    public const int Autocomplete = 4;
    public const int ModalSubmit = 5;
}

internal static class CommandTypes
{
    public const int ChatInput = 1;
    public const int Message = 3;
}

/// <summary>The first answer to an interaction.</summary>
internal sealed record InteractionResponse(int Type, ResponseData? Data = null);

internal sealed record ResponseData
{
    public int? Flags { get; init; }

    public IReadOnlyList<Component>? Components { get; init; }

    public AllowedMentions? AllowedMentions { get; init; }

    public IReadOnlyList<AttachmentBody>? Attachments { get; init; }

    public string? CustomId { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<ChoiceBody>? Choices { get; init; }
}

internal sealed record ChoiceBody(string Name, string Value);

internal static class ResponseTypes
{
    public const int Message = 4;
    public const int DeferredMessage = 5;
    public const int DeferredUpdate = 6;
    public const int Autocomplete = 8;
    public const int Modal = 9;
}
