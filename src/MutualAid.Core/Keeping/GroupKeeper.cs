using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>Brings a group's reminder and digest to the current state.</summary>
internal sealed class GroupKeeper(
    INeedStore needs, IOfferStore offers, IGroupStore store, GroupDirectory groups, Poster poster, Troubles troubles, TellTrouble tell, TellBlocked tellBlocked, TellReports tellReports, TimeProvider time)
{
    /// <summary>Whether all of it is shown; otherwise the group has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(GroupId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Whoever can put it right is told before a busy place has room.
            var failed = !await tell.InPrivateAsync(id, cancellationToken);
            if (await groups.FindAsync(id, cancellationToken) is { IsLeft: true }) return !failed;
            failed |= !await tellBlocked.InPrivateAsync(id, cancellationToken);
            failed |= !await tellReports.InPrivateAsync(id, cancellationToken);
            if (await groups.FindAsync(id, cancellationToken) is not { } waiting || waiting is { Postings.IsEmpty: true, KeepAt: null }) return true;
            using var turn = await poster.TurnAsync(waiting.Postings.IsEmpty ? null : waiting.DigestPlace, CardKind.Digest, cancellationToken);
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

            var (before, after) = await StoreAsync(group, shown, failed, now, cancellationToken);
            foreach (var place in before.Troubles.Select(t => t.Place).Where(p => before.IsInTroubleIn(p) && !after.IsInTroubleIn(p)))
                await troubles.WakeAsync(id, place, cancellationToken);
            if (failed || (before.Version == group.Version && (ReferenceEquals(before, after) || !HasToTell(after)))) return !failed;
        }
    }

    /// <summary>
    /// Remembers what is shown, also when something else happened to the group meanwhile: a message that was forgotten would be posted again, and
    /// a platform that drops the repeat would go on showing the first. Answers the group as it was then and as it is now; of another version than
    /// <paramref name="kept"/>, it has to be looked at once more. Writes nothing when there is nothing new.
    /// </summary>
    private async Task<(Group Before, Group After)> StoreAsync(
        Group kept, Dictionary<PostingId, Posting?> shown, bool failed, Instant at, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await groups.FindAsync(kept.Id, cancellationToken) is not { } before) return (kept, kept);
            var learnt = shown.Aggregate(
                before with { Postings = NeedKeeper.Merge(before.Postings, shown, kept.Postings) }, (g, s) => Troubles.Learnt(g, kept.Postings.First(p => p.Id == s.Key), s.Value, at));
            var isUndisturbed = before.Version == kept.Version;
            var after = learnt with
            {
                KeepAt = failed ? time.GetCurrentInstant() + Backoff.After(before.KeepFailures)
                    : !isUndisturbed ? before.KeepAt
                    : HasToTell(learnt) ? at : learnt.RetryAt,
                KeepFailures = failed ? before.KeepFailures + 1 : isUndisturbed ? 0 : before.KeepFailures,
            };
            if (after.KeepAt == before.KeepAt && after.Postings.SequenceEqual(before.Postings) && after.Troubles.SequenceEqual(before.Troubles)) return (before, before);
            if (await store.SaveAsync(after, cancellationToken)) return (before, after);
        }
    }

    private static bool HasToTell(Group group) => group.TroubleToTell is not null || group.BlockToTell is not null || group.ReportToTell is not null;

    private async Task<Card> CardAsync(Group group, Posting posting, CancellationToken cancellationToken)
    {
        var rules = groups.RulesOf(group);
        var now = time.GetCurrentInstant();
        if (posting.Kind == PostingKind.Chart) return WeekChart.Of(group.Weeks, rules.Language);
        if (posting.Kind == PostingKind.Digest)
        {
            return DigestCard.Of(
                [.. (await needs.OpenInAsync(group.Id, cancellationToken)).Where(n => !n.IsUnseen)],
                posting.From is { } from ? [.. (await needs.ClosedInAsync(group.Id, from, cancellationToken)).Where(n => !n.IsUnseen)] : [],
                await offers.NewestAvailableAsync(group.Id, DigestCard.OffersToLookAt, cancellationToken),
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
