using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>
/// A place that the group's cards, reminders or digests belong in and can't be written to. One facilitator is told, once; where none can be
/// reached in private, the next one who uses a command. Immutable.
/// </summary>
public sealed record Trouble
{
    /// <summary>Where.</summary>
    public required PlaceId Place { get; init; }

    /// <summary>When the first refused attempt was seen. Names it, together with the place.</summary>
    public required Instant Since { get; init; }

    /// <summary>Whether the place does not exist any more; otherwise the bot may not write there.</summary>
    public bool IsGone { get; init; }

    /// <summary>When the place worked again, or was no longer needed; null: it is not over.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>When a facilitator was last told of this place, perhaps of an earlier trouble there; null: not within the last day.</summary>
    public Instant? ToldAt { get; init; }

    /// <summary>Whether it was found out who may be told.</summary>
    public bool IsSought { get; init; }

    /// <summary>Who is still to be tried, best first; empty as soon as one was told.</summary>
    public ImmutableArray<PersonId> To { get; init; } = [];

    /// <summary>The token of the intent whose answer told it, so that the same intent again is answered the same; null where none did.</summary>
    public string? ToldIn { get; init; }

    /// <summary>Whether somebody has to be told yet.</summary>
    internal bool IsUntold => EndedAt is null && ToldAt is null;

    /// <summary>Whether nobody could be reached in private.</summary>
    internal bool IsForNext => IsUntold && IsSought && To.IsEmpty;

    /// <summary>The posting by which a person is told of it: always the same.</summary>
    internal PostingId PostingFor(GroupId group, PersonId person) =>
        new(Token.From("trouble", group.Value, Place.Value, Since.ToUnixTimeTicks().ToString(System.Globalization.CultureInfo.InvariantCulture), person.Value));
}
