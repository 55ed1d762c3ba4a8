using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>What somebody has yet to be told about a block.</summary>
public enum BlockWord
{
    /// <summary>That it holds.</summary>
    Blocked,

    /// <summary>That it ended before its time.</summary>
    Lifted,
}

/// <summary>
/// Somebody may not post needs and offers in a group for a time. No more is kept than that needs, and it is erased when it ends. It stands in the
/// group's document and not with what is remembered of the member: whoever has that erased is not let out by it. Immutable.
/// </summary>
/// <param name="Key">Names it; it follows from the event that made it.</param>
/// <param name="Person">Who.</param>
/// <param name="Since">From when.</param>
/// <param name="Until">Until when: it ends by itself.</param>
/// <param name="Why">The reason that they are told.</param>
public sealed record Block(string Key, PersonId Person, Instant Since, Instant Until, Concern Why)
{
    /// <summary>What was added to the reason, or null; for the person and the facilitators.</summary>
    public string? Words { get; init; }

    /// <summary>The number of the need or offer that it was for.</summary>
    public required int Number { get; init; }

    /// <summary>They had asked anonymously: not even facilitators learn who it is.</summary>
    public bool IsHidden { get; init; }

    /// <summary>What they have yet to be told, or null.</summary>
    public BlockWord? ToTell { get; init; }

    /// <summary>Whether it was ended before its time.</summary>
    public bool IsLifted { get; init; }

    /// <summary>The posting of a word about it: always the same.</summary>
    internal PostingId PostingFor(GroupId group, BlockWord word) => new(Token.From("block", group.Value, Key, word.ToString()));
}
