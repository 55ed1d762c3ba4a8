using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Members;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>Everybody whom it names, each once: whose it is, who does what, who was or is to be told. The store finds it by them.</summary>
    public IEnumerable<PersonId> People() => Claims.Select(c => c.Person)
        .Concat(Suggestions.Select(s => s.Person))
        .Concat(Postings.SelectMany(p => p.To is { } to ? p.Inside.Append(to) : p.Inside))
        .Concat(Said.Select(s => s.To)).Concat(Acts.Select(a => a.By))
        .Concat(FacilitatedBy is { } facilitator ? [Requester, facilitator] : [Requester])
        .Where(p => p != PersonId.Nobody).Distinct();

    /// <summary>
    /// The same need without somebody who wants to be forgotten; what they did with it since then stays. Their own is withdrawn and erased at once.
    /// Where they helped, their claim is free again, and what they had done is somebody's. The very same where nothing is left to be taken out.
    /// <paramref name="offers"/>: their offers that are not to be forgotten. <paramref name="keepsVersions"/>: whether their name can still be read in what a
    /// card said before (<see cref="IKeepsVersions"/>): then it is posted anew, or where it is closed, taken away.
    /// </summary>
    internal Need Forgetting(Forgotten who, IReadOnlySet<OfferId> offers, bool keepsVersions, Instant now)
    {
        if (IsHeld || !People().Contains(who.Person)) return this;
        if (Requester == who.Person) return PostedAt <= who.Since ? WithdrawnAndErased(now) : this;
        var next = WithoutClaimsOf(who, now);
        if (keepsVersions && (!ReferenceEquals(next, this) || FacilitatedBy == who.Person)) next = next.WithoutCardOfBefore();
        if (Suggestions.Any(s => s.Person == who.Person && !offers.Contains(s.Offer)))
            next = next with { Suggestions = next.Suggestions.RemoveAll(s => s.Person == who.Person && !offers.Contains(s.Offer)) };
        if (Acts.Any(a => a.By == who.Person)) next = next with { Acts = [.. next.Acts.Select(a => a.By == who.Person ? a with { By = PersonId.Nobody, Why = null } : a)] };
        // The reason is in their words.
        if (FacilitatedBy == who.Person) next = next with { FacilitatedBy = null, CloseReason = null };
        var isThere = next.Claims.Any(c => c.Person == who.Person) || next.Suggestions.Any(s => s.Person == who.Person);
        if (!isThere) next = next.WithoutWordsTo(who.Person);
        if (who.IsGivenUp && next.HasYetToLetOut(who.Person))
            next = next with { Postings = [.. next.Postings.Select(p => next.LeaversOf(p).Contains(who.Person) ? p with { People = p.People.Remove(who.Person), MayBeIn = p.MayBeIn.Remove(who.Person), Arrivals = p.Arrivals.RemoveAll(a => a.Person == who.Person), WasLeft = true } : p)] };
        return ReferenceEquals(next, this) ? this : next.ToShow(now);
    }

    /// <summary>Those who are on it learn that it is closed, as they always do, and nothing else.</summary>
    private Need WithdrawnAndErased(Instant now)
    {
        var isOpen = IsOpen;
        ImmutableArray<PersonId> helpers = isOpen ? [.. ActiveClaims.Select(c => c.Person).Distinct()] : [];
        var closed = isOpen ? this with { Status = NeedStatus.Withdrawn, ClosedAt = now } : this;
        var erased = closed.Erased(now);
        // What was only promised goes back to the offers before all of it is gone; what was handed over stays given.
        if (isOpen) erased = erased with { Suggestions = [.. closed.KeepingGiven().Suggestions.Where(s => s.Taken)] };
        // What the bot said to them is taken back all at once, whatever it was about.
        erased = erased with { Postings = erased.Postings.RemoveAll(p => p.To == Requester) };
        return helpers.Aggregate(erased, (need, helper) => need.Telling(helper, WhisperText.Closed)).ToShow(now);
    }

    private Need WithoutClaimsOf(Forgotten who, Instant now)
    {
        var theirs = Claims.Where(c => c.Person == who.Person && c.At <= who.Since).ToList();
        if (theirs.Count == 0) return this;
        var next = this with
        {
            Claims = [.. Claims.Where(c => c.Done || !theirs.Contains(c)).Select(c => theirs.Contains(c) ? c with { Person = PersonId.Nobody, By = null, Besides = [] } : c)],
        };
        return IsOpen && theirs.Any(c => !c.Done) ? next.Telling(Requester, WhisperText.ClaimReleased).WaitingAgain(now) : next;
    }

    private Need WithoutCardOfBefore() => IsOpen ? Lifted() : this with { Postings = [.. Postings.Select(p => p.Kind == PostingKind.Card ? p.Retire() : p)] };

    private Need WithoutWordsTo(PersonId person)
    {
        var words = Postings.Where(p => p.To == person).ToList();
        var said = Said.Where(s => s.To == person).ToList();
        return words.Count + said.Count == 0 ? this : this with { Postings = [.. Postings.Except(words), .. said.Select(TakenBack)], Said = Said.RemoveRange(said) };
    }
}
