using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Notices when a place stops taking what belongs there, and when it takes it again: then everything that waits for it is tried at once.
/// Safe from any thread.
/// </summary>
internal sealed class Troubles(INeedStore needs, IOfferStore offers, GroupDirectory groups, NeedChanges changes, OfferChanges offerChanges, IAttention attention, TimeProvider time)
{
    /// <summary>What the attempts of one pass over the cards of a need or an offer say about their places. <paramref name="group"/> as it was loaded for the pass.</summary>
    public async Task LearnAsync(Group group, ImmutableArray<Posting> postings, IReadOnlyDictionary<PostingId, Posting?> shown, CancellationToken cancellationToken)
    {
        foreach (var before in postings.Where(p => p.Kind == PostingKind.Card))
        {
            if (!shown.TryGetValue(before.Id, out var after) || after?.Place is not { } place) continue;
            if (after.IsRefusedSince(before)) await BeganAsync(group.Id, place, after.Refused!.IsGone, cancellationToken);
            else if (group.IsInTroubleIn(place) && after.IsShownSince(before)) await EndedAsync(group.Id, place, cancellationToken);
        }
    }

    /// <summary>The same for a group's own postings: what it then knows. Changes nothing outside.</summary>
    public static Group Learnt(Group group, Posting before, Posting? after, Instant now)
    {
        if (after?.Place is not { } place) return group;
        if (after.IsRefusedSince(before)) return group.InTrouble(place, after.Refused!.IsGone, now);
        return after.IsShownSince(before) ? group.OutOfTrouble(place, now) : group;
    }

    /// <summary>Whoever is to be told of a trouble of a group is told of it now.</summary>
    public void Tell(GroupId id) => attention.Wants(id);

    /// <summary>A place may take again what belongs there; idempotent, and nothing is done where there was no trouble.</summary>
    public async Task EndedAsync(GroupId id, PlaceId place, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group || !group.IsInTroubleIn(place)) return;
        await groups.ChangeAsync(id, g => g.OutOfTrouble(place, time.GetCurrentInstant()), cancellationToken);
        await WakeAsync(id, place, cancellationToken);
    }

    /// <summary>Something changed about a place; null: about any. What waits for it is tried; the trouble is over when it could be shown.</summary>
    public async Task TryAsync(GroupId id, PlaceId? place, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        foreach (var closed in group.Troubles.Where(t => t.EndedAt is null && t.Place == (place ?? t.Place)).Select(t => t.Place))
        {
            await groups.ChangeAsync(id, g => g.TriedNow(closed, time.GetCurrentInstant()), cancellationToken);
            await WakeAsync(id, closed, cancellationToken);
        }
    }

    /// <summary>The needs that wait for a place are tried, and the group is looked at.</summary>
    public async Task WakeAsync(GroupId id, PlaceId place, CancellationToken cancellationToken)
    {
        attention.Wants(id);
        await ChangeWaitingAsync(id, card => card.Place == place, (need, now) => need.TriedNow(now), (offer, now) => offer.ToShow(now), cancellationToken);
    }

    /// <summary>The group's settings changed: what waits is shown where it belongs now, at once.</summary>
    public async Task ResettledAsync(Group before, CancellationToken cancellationToken)
    {
        if (before.Troubles.IsEmpty && !before.Postings.Any(p => p.Waits)) return;
        var after = await groups.ChangeAsync(before.Id, g => g.Resettled(time.GetCurrentInstant()), cancellationToken);
        attention.Wants(before.Id);
        var to = after.Settings.CardsPlace;
        await ChangeWaitingAsync(
            before.Id, _ => true, (need, now) => need.WaitingIn(to, now), (offer, now) => to is { } place && place != offer.CardPosting!.Place ? offer.MovedTo(place, now) : offer.ToShow(now), cancellationToken);
    }

    private async Task BeganAsync(GroupId id, PlaceId place, bool isGone, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var group = await groups.ChangeAsync(id, g => g.InTrouble(place, isGone, now), cancellationToken);
        if (group.TroubleToTell is not null) attention.Wants(id);
    }

    private async Task ChangeWaitingAsync(
        GroupId id, Func<Posting, bool> which, Func<Need, Instant, Need> rule, Func<Offer, Instant, Offer> offerRule, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var now = time.GetCurrentInstant();
        var pace = groups.RulesOf(group).Pace;
        var waiting = (await needs.OpenInAsync(id, cancellationToken)).Where(n => n.CardPosting is { Waits: true } card && which(card));
        await Task.WhenAll(waiting.Select(n => changes.ApplyAsync(n.Id, pace, now, need => (rule(need, now), true), cancellationToken)));
        var offered = (await offers.OpenInAsync(id, cancellationToken)).Where(o => o.CardPosting is { Waits: true } card && which(card));
        await Task.WhenAll(offered.Select(o => offerChanges.ApplyAsync(o.Id, offer => offerRule(offer, now), cancellationToken)));
    }
}
