using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>What became of a report.</summary>
public enum ReportEnd
{
    /// <summary>A facilitator read it, and left what it is about as it is.</summary>
    Left,

    /// <summary>What it is about was closed.</summary>
    Closed,
}

/// <summary>
/// Somebody told the facilitators that something is wrong with a need or an offer. They never learn who. Immutable.
/// </summary>
/// <param name="Key">Names it; it follows from the event that made it.</param>
/// <param name="Subject">The id of the need or offer.</param>
/// <param name="Number">Its number.</param>
/// <param name="By">Who reported it, to be told what became of it, and so that it counts once.</param>
/// <param name="At">When.</param>
/// <param name="Why">What is wrong.</param>
public sealed record Report(string Key, string Subject, int Number, PersonId By, Instant At, Concern Why)
{
    /// <summary>Whether it is about an offer; else a need.</summary>
    public bool IsOffer { get; init; }

    /// <summary>What was added, for facilitators only; gone as soon as it is decided. Null: nothing.</summary>
    public string? Words { get; init; }

    /// <summary>What became of it, or null: nothing yet.</summary>
    public ReportEnd? End { get; init; }

    /// <summary>Since when it is decided, or null.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>Whether who reported it has yet to be told what became of it.</summary>
    public bool IsToTell { get; init; }

    /// <summary>Whether it was found out which facilitators may be told.</summary>
    public bool IsSought { get; init; }

    /// <summary>Facilitators who are still to be told.</summary>
    public ImmutableArray<PersonId> To { get; init; } = [];

    /// <summary>Whether one of them was.</summary>
    public bool IsReached { get; init; }

    /// <summary>Whether facilitators know of it, or of another report about the same.</summary>
    public bool IsCalled { get; init; }

    /// <summary>Whether none could be reached in private, and the next one who uses a command is told.</summary>
    internal bool IsForNext => End is null && !IsCalled && IsSought && To.IsEmpty && !IsReached;

    /// <summary>Whether the keeper has to tell somebody of it.</summary>
    internal bool IsForKeeper => IsToTell || (End is null && !IsCalled && !IsForNext);

    /// <summary>The posting by which a person is told of it, or of its end: always the same.</summary>
    internal PostingId PostingFor(GroupId group, PersonId person) => new(Token.From("report", group.Value, Key, person.Value, End?.ToString() ?? ""));
}
