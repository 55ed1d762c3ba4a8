using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Brings a group's due needs back in one message. The group remembers the reminder first and the needs their next time after it, so
/// that a crash in between neither repeats nor loses it.
/// </summary>
internal sealed class RemindGroup(GroupDirectory groups, NeedChanges changes, IAttention attention)
{
    public async Task HandleAsync(GroupId id, IReadOnlyList<Need> due, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        if (pace.AfterQuiet(now) is var morning && morning > now)
        {
            await ChangeAsync(n => n with { RemindAt = morning });
            return;
        }

        await groups.ChangeAsync(
            id,
            g =>
            {
                var fresh = due.Where(n => !IsBroughtBack(n, g)).Select(n => n.Id).ToImmutableArray();
                return fresh.IsEmpty ? g : g.Reminding(fresh, now);
            },
            cancellationToken);
        attention.Wants(id);
        await ChangeAsync(n => n.Reminded(now));

        // All at once: a store makes one transaction of many that wait together.
        Task ChangeAsync(Func<Need, Need> rule) => Task.WhenAll(due.Select(need =>
            changes.ApplyAsync(need.Id, pace, now, n => (n.RemindAt <= now ? rule(n) : n, true), cancellationToken)));
    }

    /// <summary>Whether the reminder that the group remembers is the one this need is due for.</summary>
    private static bool IsBroughtBack(Need need, Group group) =>
        group.RemindedAt is { } at && at >= need.RemindAt && group.RemindedNeeds.Contains(need.Id);
}
