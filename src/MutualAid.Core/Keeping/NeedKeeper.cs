using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Keeping;

/// <summary>Brings everything a need shows to its current state: newest state only, each card once.</summary>
internal sealed class NeedKeeper(
    INeedStore needs, OfferChanges offers, GroupDirectory groups, Poster poster, Troubles troubles, CarryActs acts, SetAside aside, IAttention attention, TimeProvider time)
{
    /// <summary>Whether all of it is shown; otherwise the need has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(NeedId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await needs.FindAsync(id, cancellationToken) is not { KeepAt: not null } waiting) return true;
            if (await groups.FindAsync(waiting.Group, cancellationToken) is not { } group) return true;
            if (!waiting.Fits(group))
            {
                await aside.FitAsync(id, cancellationToken);
                continue;
            }

            if (!waiting.Acts.IsEmpty)
            {
                await acts.FromAsync(waiting, cancellationToken);
                continue;
            }

            // Two people who wait for each other do not wait until a busy channel has room for the card.
            var said = new List<SaidWord>();
            var (told, untold) = await ShowAsync(waiting, group, said, inPrivate: true, cancellationToken);
            var pace = groups.RulesOf(group).Pace;
            var version = await StoreAsync(waiting, told, said, pace, failed: false, isLast: false, cancellationToken);
            var isMore = told.Values.Any(p => p is { Kind: PostingKind.Introduction, Lost: false, MayBeIn.IsEmpty: false } && !waiting.Ends(p));

            using var turn = await poster.TurnAsync(waiting.CardPosting?.Place, CardKind.Need, cancellationToken);
            // A hundred changes that came while it waited for its turn are shown as one.
            if (await needs.FindAsync(id, cancellationToken) is not { KeepAt: not null } need) return true;
            var (shown, unshown) = await ShowAsync(need, group, said: [], inPrivate: false, cancellationToken);
            await KeepRemindersTrueAsync(need, group, cancellationToken);
            await KeepOffersTrueAsync(need, cancellationToken);
            if (need.IsErased) await acts.ErasedAsync(group, need.Number, cancellationToken);
            if (!need.IsOpen) await acts.DecidedAsync(group, need.Id.Value, cancellationToken);
            var failed = untold || unshown;
            var isLast = need.Version == version && !isMore;
            var stored = await StoreAsync(need, shown, said: [], pace, failed, isLast, cancellationToken);
            await troubles.LearnAsync(group, need.Postings, shown, cancellationToken);
            if (!failed && need.IsErased && await needs.FindAsync(id, cancellationToken) is { IsGone: true } gone) await needs.RemoveAsync(gone, cancellationToken);
            if (failed || (isLast && stored > 0)) return !failed;
        }
    }

    /// <summary>Before the need is done with: a crash in between must not leave a reminder that calls for what is taken.</summary>
    private async Task KeepRemindersTrueAsync(Need need, Group group, CancellationToken cancellationToken)
    {
        if (group.RemindedNeeds.Contains(need.Id))
        {
            var now = time.GetCurrentInstant();
            await groups.ChangeAsync(group.Id, g => g.KeepAt is null || g.KeepAt > now ? g with { KeepAt = now } : g, cancellationToken);
            attention.Wants(group.Id);
        }
        else if (group.Postings.Any(p => p is { Kind: PostingKind.Digest, Retired: false }))
        {
            attention.Wants(group.Id);
        }
    }

    /// <summary>What an offer still holds follows from the needs that it went to; said again, it changes nothing.</summary>
    private async Task KeepOffersTrueAsync(Need need, CancellationToken cancellationToken)
    {
        foreach (var taken in need.Suggestions.Where(s => s.Taken))
            await offers.ApplyAsync(taken.Offer, offer => offer.GivenTo(need.Id, need.CoveredBy(taken), time.GetCurrentInstant()), cancellationToken);
    }

    private async Task<(Dictionary<PostingId, Posting?> Shown, bool Failed)> ShowAsync(
        Need need, Group group, List<SaidWord> said, bool inPrivate, CancellationToken cancellationToken)
    {
        var rules = groups.RulesOf(group);
        var shown = new Dictionary<PostingId, Posting?>();
        var failed = false;
        // What replaces a retired posting is shown first, so that the need is never out of sight.
        var now = time.GetCurrentInstant();
        foreach (var posting in need.Postings.Where(p => (p.Kind != PostingKind.Card) == inPrivate && !need.Leaves(p, now)).OrderBy(p => p.Retired))
        {
            try
            {
                shown[posting.Id] = posting.Kind switch
                {
                    PostingKind.Whisper when posting.IsToBeTakenBack => await poster.TakeBackAsync(posting, need.Group, cancellationToken),
                    PostingKind.Whisper => await SayAsync(need, posting, rules, said, cancellationToken),
                    PostingKind.Introduction when need.Ends(posting) => await poster.EndAsync(posting, need, group, PrivateCards.Ending(need, rules), cancellationToken),
                    PostingKind.Introduction when posting.Lost => await poster.LoseAsync(posting, need, group, PrivateCards.Ending(need, rules), cancellationToken),
                    PostingKind.Introduction => await poster.IntroduceAsync(posting, need, group, PrivateCards.Introduction(need, rules), PrivateCards.Ending(need, rules), cancellationToken),
                    // It is not known whether it is shown: looked for, it goes.
                    _ when need.IsErased && posting.Message is null => await poster.TakeBackAsync(posting, need.Group, cancellationToken),
                    _ => await poster.ShowAsync(posting, NeedCard.Of(need, rules, group.IsSurging(time.GetCurrentInstant())), CardsPlace(group, posting), cancellationToken),
                };
                if (shown[posting.Id] is { Kind: PostingKind.Introduction, Retired: false, Lost: false } talk && !need.Ends(posting))
                    shown[posting.Id] = await poster.SeeArrivalsAsync(talk, need, rules.Pace, cancellationToken);
                // Nobody waits for what is closed: where its place is gone for good, it is not tried again by itself.
                if (!need.IsOpen && shown[posting.Id] is { Refused.IsGone: true } gone) shown[posting.Id] = gone.TriedAt(null);
            }
            catch (ChatException)
            {
                failed = true;
            }
        }

        return (shown, failed);
    }

    private async Task<Posting?> SayAsync(Need need, Posting posting, GroupRules rules, List<SaidWord> said, CancellationToken cancellationToken)
    {
        var (left, word) = await poster.SayAsync(posting, need.Group, PrivateCards.Whisper(need, posting, rules), cancellationToken);
        // What is erased says nothing that would have to be taken away.
        if (word is not null && !need.IsErased) said.Add(word);
        return left;
    }

    /// <summary>Where a card goes when its own place is gone.</summary>
    internal static PlaceId? CardsPlace(Group group, Posting posting) => group.Settings.CardsPlace is { } set && set != posting.Place ? set : group.Home;

    /// <summary>
    /// Remembers what is shown, and answers the version in which it stands, or 0 when something else happened meanwhile and has to be
    /// looked at. The last of a pass closes it. Writes nothing when there is nothing new.
    /// </summary>
    private async Task<long> StoreAsync(
        Need kept, Dictionary<PostingId, Posting?> shown, IReadOnlyCollection<SaidWord> said, Pace pace, bool failed, bool isLast, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await needs.FindAsync(kept.Id, cancellationToken) is not { } now) return kept.Version;
            var merged = (now with { Postings = Merge(now.Postings, shown, kept.Postings) }).HavingSaid([.. said]).IntroducedAnew(kept).ExpectingPeople();
            var told = merged.ToldDirectly(kept, time.GetCurrentInstant()).ToldOfUnreachable(pace, time.GetCurrentInstant()).ToldOfAbsent(time.GetCurrentInstant());
            var isUndisturbed = now.Version == kept.Version && ReferenceEquals(told, merged);
            if (!isLast && !failed && told.Said == now.Said && told.Postings.SequenceEqual(now.Postings)) return isUndisturbed ? now.Version : 0;
            var isDone = isLast && isUndisturbed;
            var next = told with
            {
                KeepAt = failed ? time.GetCurrentInstant() + Backoff.After(now.KeepFailures) : isDone ? told.LookAgainAt(time.GetCurrentInstant()) : now.KeepAt ?? kept.KeepAt,
                KeepFailures = failed ? now.KeepFailures + 1 : isDone ? 0 : now.KeepFailures,
            };
            if (await needs.SaveAsync(next, cancellationToken)) return isUndisturbed ? now.Version + 1 : 0;
        }
    }

    /// <summary>
    /// What was shown, without undoing what was decided meanwhile. Where another process showed something else meanwhile, since one of the two lost hold of the document
    /// and did not know, nobody can tell which of it is seen: it is shown once more.
    /// </summary>
    internal static ImmutableArray<Posting> Merge(ImmutableArray<Posting> now, Dictionary<PostingId, Posting?> shown, ImmutableArray<Posting> kept)
    {
        return [.. now.Select(p => !shown.TryGetValue(p.Id, out var s) ? p : s is null ? null : Decided(p, IsUnsure(p, s) ? s with { Shown = null } : s)).OfType<Posting>()];

        bool IsUnsure(Posting stored, Posting mine) => stored.Shown is { } theirs && theirs != mine.Shown && theirs != kept.FirstOrDefault(p => p.Id == stored.Id)?.Shown;

        // Who is to be let out of a conversation that is to be ended was decided with that.
        static Posting Decided(Posting stored, Posting mine) => stored.Retired ? mine with { Retired = true, People = stored.People, MayBeIn = stored.MayBeIn } : mine;
    }
}
