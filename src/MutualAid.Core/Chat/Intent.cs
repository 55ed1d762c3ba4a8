using System.Collections.Immutable;

namespace MutualAid.Core.Chat;

/// <summary>
/// What somebody wants, as an adapter understood it. The adapter decides nothing.
/// </summary>
/// <param name="Actor">Who.</param>
/// <param name="IsFacilitator">Whether the platform already trusts the actor here (house words: facilitator).</param>
/// <param name="Group">The people among whom it happens.</param>
/// <param name="Place">Where; a private conversation is a place too.</param>
/// <param name="Home">Where the group sees what is asked here: the place itself, or for a private place one of the group's own.</param>
/// <param name="Language">The actor's language as the platform knows it (BCP 47), or null.</param>
/// <param name="Key">Idempotency key: the same for a redelivery of the same event, else different. Never empty.</param>
/// <param name="Body">What.</param>
public sealed record Intent(
    PersonId Actor,
    bool IsFacilitator,
    GroupId Group,
    PlaceId Place,
    PlaceId Home,
    string? Language,
    string Key,
    IntentBody Body);

/// <summary>What is wanted.</summary>
public abstract record IntentBody;

/// <summary>
/// A command with its options as the platform parsed them, by the names of the command list.
/// <paramref name="Typed"/> is what the person wrote as a whole, to be given back on a refusal; null where a platform has no such text.
/// </summary>
public sealed record CommandUsed(string Name, ImmutableDictionary<string, string> Options, string? Typed) : IntentBody;

/// <summary>A line of text that is meant as a command, with or without the leading sign: <c>need groceries when: friday</c>.</summary>
public sealed record CommandTyped(string Line) : IntentBody;

/// <summary>
/// A line of plain speech that is meant as a command, as typed where a platform has no options. All that <see cref="CommandTyped"/>
/// takes, and marks among the bare words: <c>need 2 bags of groceries by friday 18:00 #food ~Northside</c>. What is no mark stays.
/// </summary>
public sealed record CommandSpoken(string Line) : IntentBody;

/// <summary>A button was pressed. The id may be stale, foreign or forged; it is checked like any text.</summary>
public sealed record ActionPressed(string ActionId) : IntentBody;

/// <summary>
/// Somebody points at a message in the group that says a need: they are given the form with its text in it, and nothing is stored.
/// <paramref name="IsOwn"/>: they wrote it themselves; otherwise it is on a neighbour's behalf.
/// </summary>
public sealed record MessageQuoted(string Text, bool IsOwn) : IntentBody;

/// <summary>A form was sent.</summary>
public sealed record FormSubmitted(string FormId, ImmutableDictionary<string, string> Values) : IntentBody;

/// <summary>A reaction was put on or taken off a message that the bot posted.</summary>
public sealed record Reacted(string Emoji, MessageId Message, bool Added) : IntentBody;

/// <summary>
/// The actor took back what they did: a reaction, or the message that said it. <paramref name="Key"/> is the key of that intent. Claims alone
/// are given back by it.
/// </summary>
public sealed record TakenBack(string Key) : IntentBody;
