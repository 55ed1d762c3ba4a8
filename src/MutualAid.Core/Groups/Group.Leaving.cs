using NodaTime;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>What was begun before the bot was removed may still come in for so long; only what comes later says that it is back.</summary>
    private static readonly Duration Settles = Duration.FromMinutes(1);

    /// <summary>Since when the bot is no longer in it, as far as is known for certain; null: it is.</summary>
    public Instant? LeftAt { get; init; }

    /// <summary>When all of it is erased, unless the bot comes back before; null: it is in it. Nothing else of the group is due meanwhile.</summary>
    public Instant? EraseAt { get; init; }

    /// <summary>The same group, from which the bot was removed. Hearing it again does not put it off.</summary>
    internal Group Left(Duration keptFor, Instant now) => LeftAt is null ? this with { LeftAt = now, EraseAt = now + keptFor } : this;

    /// <summary>The same group, which the bot is in again; the very same where it never left.</summary>
    internal Group Returned(GroupRules rules, Instant now) => LeftAt is null ? this : (this with { LeftAt = null, EraseAt = null }).Rescheduled(rules, now);

    /// <summary>The same group, of which somebody wants something.</summary>
    internal Group Heard(GroupRules rules, Instant now) => LeftAt is { } left && now > left + Settles ? Returned(rules, now) : this;
}
