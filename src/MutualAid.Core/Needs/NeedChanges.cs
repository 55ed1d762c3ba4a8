using MutualAid.Core.Chat;
using MutualAid.Core.Measuring;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Applies a rule to a need as one conditional write: load, decide, save if nobody was quicker, else again from the load.</summary>
internal sealed class NeedChanges(INeedStore needs, IAttention attention)
{
    /// <summary>
    /// The need as it is now and what became of it. A rule that returns the very same need changes nothing and writes nothing. It
    /// may run several times, so it has no effects. Null where the need does not exist.
    /// </summary>
    public async Task<(Need Need, TOutcome Outcome)?> ApplyAsync<TOutcome>(
        NeedId id, Pace pace, Instant now, Func<Need, (Need Next, TOutcome Outcome)> rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await needs.FindAsync(id, cancellationToken) is not { } need) return null;
            var (next, outcome) = rule(need);
            if (ReferenceEquals(next, need)) return (need, outcome);
            next = pace.Paced(next, now);
            if (!await needs.SaveAsync(next, cancellationToken)) continue;
            CoreMeasures.Stored(need, next);
            if (next.KeepAt is not null) attention.Wants(id);
            return (next with { Version = next.Version + 1 }, outcome);
        }
    }
}
