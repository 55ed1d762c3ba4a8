using System.Collections.Immutable;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>The bot was not in a group.</summary>
/// <param name="From">Since when, as far as is known for certain.</param>
/// <param name="Until">When it was in it again; later.</param>
public sealed record Absence(Instant From, Instant Until)
{
    /// <summary>The same as an interval.</summary>
    internal Interval Time => new(From, Until);
}

public sealed partial record Group
{
    /// <summary>More than fall into the time that anybody has to answer.</summary>
    private const int AbsencesKept = 8;

    /// <summary>What was begun before the bot was removed may still come in for so long; only what comes later says that it is back.</summary>
    private static readonly Duration Settles = Duration.FromMinutes(1);

    /// <summary>Since when the bot is no longer in it, as far as is known for certain; null: it is.</summary>
    public Instant? LeftAt { get; init; }

    /// <summary>When all of it is erased, unless the bot comes back before; null: it is in it. Nothing else of the group is due meanwhile.</summary>
    public Instant? EraseAt { get; init; }

    /// <summary>When the bot was not in it lately, oldest first: nobody could answer it then.</summary>
    public ImmutableArray<Absence> Absences { get; init; } = [];

    /// <summary>Since when what was set aside while the bot was not in it is to be taken up, or null.</summary>
    public Instant? TakeUpAt { get; init; }

    /// <summary>Whether the bot is no longer in it: nothing is asked or said in its name.</summary>
    internal bool IsLeft => LeftAt is not null;

    /// <summary>The same group, from which the bot was removed; whoever could put it right is to be told of that, and of nothing else. Hearing it again does not put it off.</summary>
    internal Group Left(Duration keptFor, Instant now) => LeftAt is null
        ? (this with { LeftAt = now, EraseAt = now + keptFor, TakeUpAt = null }).InTrouble(Settings.CardsPlace ?? Home, isGone: true, now)
        : this;

    /// <summary>The same group, which the bot is in again; the very same where it never left.</summary>
    internal Group Returned(GroupRules rules, Instant now) => LeftAt is not { } left ? this : (this with
    {
        LeftAt = null,
        EraseAt = null,
        TakeUpAt = now,
        Absences = left < now ? [.. Absences.TakeLast(AbsencesKept - 1), new Absence(left, now)] : Absences,
    }).InTroubleNoMore(now).Rescheduled(rules, now);

    /// <summary>The same group, of which somebody wants something.</summary>
    internal Group Heard(GroupRules rules, Instant now) => LeftAt is { } left && now > left + Settles ? Returned(rules, now) : this;
}
