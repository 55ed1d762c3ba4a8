using System.Collections.Immutable;

namespace MutualAid.Core.Chat;

/// <summary>What a card is about; adapters may style by it, never decide by it.</summary>
public enum CardKind
{
    /// <summary>A need, in the place where the group sees needs.</summary>
    Need,

    /// <summary>An offer, in the place where the group sees offers.</summary>
    Offer,

    /// <summary>Unclaimed needs brought back.</summary>
    Reminder,

    /// <summary>What is unmet today.</summary>
    Digest,

    /// <summary>First card of the private conversation between who asked and who helps.</summary>
    Introduction,

    /// <summary>A private word to one person.</summary>
    Whisper,

    /// <summary>The last weeks in numbers, as a picture.</summary>
    Chart,
}

/// <summary>How much weight a status has on a card, besides its word and sign.</summary>
public enum StatusTone
{
    /// <summary>Somebody is still waited for.</summary>
    Open,

    /// <summary>Part of it is taken on.</summary>
    Partly,

    /// <summary>All of it is taken on.</summary>
    Covered,

    /// <summary>Nothing more to do.</summary>
    Closed,
}

/// <summary>The state of what a card shows: a word and a sign, since colour is never the only sign.</summary>
public sealed record CardStatus(string Word, string Sign, StatusTone Tone);

/// <summary>
/// Something to look at: a heading, lines, and what can be done about it. A card always states the current state
/// and nothing of its past. Immutable; two cards with the same content look the same.
/// </summary>
public sealed record Card
{
    /// <summary>What it is about.</summary>
    public required CardKind Kind { get; init; }

    /// <summary>BCP 47 tag of the language its words are in.</summary>
    public required string Language { get; init; }

    /// <summary>The heading.</summary>
    public required RichText Title { get; init; }

    /// <summary>The state, or null where there is none.</summary>
    public CardStatus? Status { get; init; }

    /// <summary>Facts, one a line.</summary>
    public ImmutableArray<RichText> Lines { get; init; } = [];

    /// <summary>
    /// What is drawn, or null. <see cref="Lines"/> then say the same in words: they are the picture's text alternative, and stand in its
    /// place where it can't be shown.
    /// </summary>
    public Picture? Picture { get; init; }

    /// <summary>Buttons, in order. Every action can also be typed as a command.</summary>
    public ImmutableArray<CardAction> Actions { get; init; } = [];

    /// <summary>Reactions that have an effect on this card; an adapter may seed them.</summary>
    public ImmutableArray<string> Reactions { get; init; } = [];

    /// <summary>
    /// What it said is erased. Where a platform keeps what a message said before it was changed (<see cref="IKeepsVersions"/>), the message is taken
    /// away instead, and its lines, if it still has any, are said in another one.
    /// </summary>
    public bool IsErased { get; init; }

    /// <summary>
    /// The id of the need that it shows, as it stands in the ids of actions; null: it shows none. By it an answer in words is understood also when the card
    /// offers nothing any more. No part of what it looks like.
    /// </summary>
    public string? Need { get; init; }

    /// <summary>Whether the people named in it are notified. At most one person is.</summary>
    public bool Notifies { get; init; }
}

/// <summary>A button. <paramref name="Id"/> comes back in <see cref="ActionPressed"/>; at most 100 characters.</summary>
public sealed record CardAction(string Id, string Label, ActionStyle Style = ActionStyle.Plain);

/// <summary>The weight of a button.</summary>
public enum ActionStyle
{
    /// <summary>An ordinary button.</summary>
    Plain,

    /// <summary>What most people are expected to press; at most one a card.</summary>
    Primary,
}
