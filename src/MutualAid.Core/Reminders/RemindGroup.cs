using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Brings a group's due needs back in one message, a few times a day at most, and tells those who chose to be told. The group remembers the
/// reminder first and the needs their next time after it, so that a crash in between neither repeats nor loses it.
/// </summary>
internal sealed class RemindGroup(GroupDirectory groups, MemberDirectory members, NeedChanges changes, IAttention attention)
{
    /// <summary>After so long the group is asked once what it wants to do.</summary>
    private static readonly Duration GroupAskedAfter = Duration.FromDays(3);

    /// <summary>Needed within this time, a need waits for the next reminder of the group only briefly.</summary>
    private static readonly Duration Near = Duration.FromDays(1);

    public async Task HandleAsync(GroupId id, IReadOnlyList<Need> due, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        var fresh = due.Where(n => !IsBroughtBack(n, group)).ToList();
        var isNear = fresh.Any(n => n.NeededBy is { } by && by > now && by - now < Near);
        var next = pace.Free(fresh.Count == 0 ? now : Instant.Max(now, group.NextReminder(pace, isNear, now)));
        if (next > now)
        {
            await ChangeAsync(n => n with { RemindAt = next });
            return;
        }

        var asks = fresh.Where(n => !n.GroupAsked && now - (n.WaitingSince ?? n.PostedAt) >= GroupAskedAfter).Select(n => n.Id).ToImmutableArray();
        var reminded = await groups.ChangeAsync(
            id,
            g =>
            {
                var ids = due.Where(n => !IsBroughtBack(n, g)).Select(n => n.Id).ToImmutableArray();
                return ids.IsEmpty ? g : g.Reminding(ids, [.. asks.Where(ids.Contains)], now);
            },
            cancellationToken);
        attention.Wants(id);
        var reminder = reminded.Reminder;
        if (reminder is not null) await TellAsync(id, reminder, due, now, cancellationToken);
        await ChangeAsync(n => n.Reminded(now, reminder?.Asks.Contains(n.Id) is true));

        // All at once: a store makes one transaction of many that wait together.
        Task ChangeAsync(Func<Need, Need> rule) => Task.WhenAll(due.Select(need =>
            changes.ApplyAsync(need.Id, pace, now, n => (n.RemindAt <= now ? rule(n) : n, true), cancellationToken)));
    }

    /// <summary>The second step of the ladder, and the first where it is needed within hours: who chose to be told is told, once, of all of them.</summary>
    private async Task TellAsync(GroupId group, Posting reminder, IReadOnlyList<Need> due, Instant now, CancellationToken cancellationToken)
    {
        var urgent = due.Any(n => n.Reminders == 0 && n.IsUrgent(now));
        var told = due.Where(n => n.Reminders == 1 || (n.Reminders == 0 && n.IsUrgent(now))).ToList();
        if (told.Count == 0) return;
        var listeners = await members.ToldAboutAsync(group, told.Select(n => n.Category).OfType<string>(), cancellationToken);
        await Task.WhenAll(listeners.Select(TellOneAsync));

        async Task TellOneAsync(Member listener)
        {
            var theirs = told.Where(n => n.Requester != listener.Id.Person
                && (listener.TellAbout.Contains(Member.EveryKind) || (n.Category is { } kind && listener.TellAbout.Contains(kind)))).Select(n => n.Id).ToImmutableArray();
            if (theirs.IsEmpty) return;
            await members.ChangeAsync(listener.Id, m => m.Told(reminder.Id, theirs, urgent, now), cancellationToken);
            attention.Wants(listener.Id);
        }
    }

    /// <summary>Whether the reminder that the group remembers is the one this need is due for.</summary>
    private static bool IsBroughtBack(Need need, Group group) =>
        group.RemindedAt is { } at && at >= need.RemindAt && group.RemindedNeeds.Contains(need.Id);
}
