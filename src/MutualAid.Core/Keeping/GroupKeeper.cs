using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;

namespace MutualAid.Core.Keeping;

/// <summary>Brings a group's reminder and digest to the current state.</summary>
internal sealed class GroupKeeper(INeedStore needs, IGroupStore store, GroupDirectory groups, Poster poster, Troubles troubles, TellTrouble tell, TimeProvider time)
{
    /// <summary>Whether all of it is shown; otherwise the group has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(GroupId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Whoever can put it right is told before a busy place has room.
            var failed = !await tell.InPrivateAsync(id, cancellationToken);
            if (await groups.FindAsync(id, cancellationToken) is not { } waiting || waiting is { Postings.IsEmpty: true, KeepAt: null }) return true;
            using var turn = await poster.TurnAsync(waiting.Postings.IsEmpty ? null : waiting.DigestPlace, cancellationToken);
            if (await groups.FindAsync(id, cancellationToken) is not { } group) return true;
            var shown = new Dictionary<PostingId, Posting?>();
            var now = time.GetCurrentInstant();
            foreach (var posting in group.Postings.Where(p => !group.Leaves(p, now)).OrderBy(p => p.Retired))
            {
                try
                {
                    var card = posting.Retired ? null : await CardAsync(group, posting, cancellationToken);
                    shown[posting.Id] = await poster.ShowAsync(posting, card, group.Home, cancellationToken);
                }
                catch (ChatException)
                {
                    failed = true;
                }
            }

            var after = shown.Aggregate(
                group with { Postings = NeedKeeper.Merge(group.Postings, shown) }, (g, s) => Troubles.Learnt(g, group.Postings.First(p => p.Id == s.Key), s.Value, now));
            var next = after with
            {
                KeepAt = failed ? time.GetCurrentInstant() + Backoff.After(group.KeepFailures) : after.TroubleToTell is null ? after.RetryAt : now,
                KeepFailures = failed ? group.KeepFailures + 1 : 0,
            };
            if (next.KeepAt == group.KeepAt && next.Postings.SequenceEqual(group.Postings) && next.Troubles.SequenceEqual(group.Troubles)) return !failed;
            if (!await store.SaveAsync(next, cancellationToken)) continue;
            foreach (var place in group.Troubles.Select(t => t.Place).Where(p => group.IsInTroubleIn(p) && !next.IsInTroubleIn(p)))
                await troubles.WakeAsync(id, place, cancellationToken);
            if (failed || next.TroubleToTell is null) return !failed;
        }
    }

    private async Task<Card> CardAsync(Group group, Posting posting, CancellationToken cancellationToken)
    {
        var rules = groups.RulesOf(group);
        var now = time.GetCurrentInstant();
        if (posting.Kind == PostingKind.Chart) return WeekChart.Of(group.Weeks, rules.Language);
        if (posting.Kind == PostingKind.Digest)
        {
            return DigestCard.Of(
                await needs.OpenInAsync(group.Id, cancellationToken),
                posting.From is { } from ? await needs.ClosedInAsync(group.Id, from, cancellationToken) : [],
                rules,
                group.IsSurging(now),
                now);
        }

        var reminded = new List<Need>();
        foreach (var id in posting.Needs)
        {
            if (await needs.FindAsync(id, cancellationToken) is { } need) reminded.Add(need);
        }

        return ReminderCard.Of(reminded, posting.Asks, rules, group.IsSurging(now));
    }
}
