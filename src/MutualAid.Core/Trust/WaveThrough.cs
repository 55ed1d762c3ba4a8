using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>
/// A need or an offer of a new account waits until a second member waves it through. Nobody can refuse it: after two hours facilitators are told of a need,
/// and after a day both are shown without a nod. That slows a flood down, and silences nobody.
/// </summary>
internal sealed class WaveThrough(
    NeedFinder finder, NeedChanges changes, OfferFinder offerFinder, OfferChanges offerChanges, IOfferStore offers, GroupDirectory groups, Newcomers newcomers, IEnumerable<IChatPlatform> platforms)
{
    private static readonly Duration AskedAgainAfter = Duration.FromMinutes(5);

    /// <summary>[Wave it through].</summary>
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (need is { IsOpen: true, IsUnseen: true } && need.Requester != ask.Actor && await WhyNotAsync(ask, need.Number, cancellationToken) is { } no) return no;
        var asked = await AskedOfAsync(need, cancellationToken);
        var result = await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, n => n.WavedThroughBy(ask.Actor, asked, ask.Key, ask.Now), cancellationToken);
        return Answer(ask, need.Number, result?.Outcome, Texts.NeedClosed);
    }

    /// <summary>The same on an offer.</summary>
    public async Task<Reply> FromButtonAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await offerFinder.ByButtonAsync(ask, id, cancellationToken);
        if (offer is null) return refusal!;
        if (offer is { IsOpen: true, IsUnseen: true } && offer.Giver != ask.Actor && await WhyNotAsync(ask, offer.Number, cancellationToken) is { } no) return no;
        var result = await offerChanges.ApplyAsync(id, o => o.WavedThroughBy(ask.Actor, ask.Key, ask.Now), cancellationToken);
        return Answer(ask, offer.Number, result?.Outcome, Texts.OfferClosed);
    }

    /// <summary>An offer has waited for long. Doing it again changes nothing.</summary>
    public Task HandleAsync(Offer offer, Instant now, CancellationToken cancellationToken) =>
        offerChanges.ApplyAsync(offer.Id, o => o.SeenAnyway(now), cancellationToken);

    /// <summary>A need has waited for long. Doing it again changes nothing.</summary>
    public async Task HandleAsync(Need need, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(need.Group, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        if (need.NodUntil <= now)
        {
            var asked = await AskedOfAsync(need, cancellationToken);
            await changes.ApplyAsync(need.Id, pace, now, n => (n.SeenAnyway(asked, now), true), cancellationToken);
            return;
        }

        // The quiet hours, or a holiday, may have been set since.
        var at = pace.Free(now);
        var facilitators = at > now ? null : await FacilitatorsAsync(need.Group, cancellationToken);
        if (facilitators is null && at <= now) at = now + AskedAgainAfter;
        await changes.ApplyAsync(
            need.Id, pace, now, n => (facilitators is { } to ? n.CallingForNod(to, now) : n.NodCallAt <= now ? n with { NodCallAt = at } : n, true), cancellationToken);
    }

    /// <summary>Who may not post, and who is new themselves, lets nobody else's words through. Null: they may.</summary>
    private async Task<Reply?> WhyNotAsync(Ask ask, int number, CancellationToken cancellationToken) =>
        BlockedWords.Refusal(ask) is { } blocked ? blocked with { Text = ask.Language.Say(Texts.NodOfBlocked, ("number", number)) }
        : await newcomers.HaveAsync(ask, cancellationToken) ? ask.Tell(Texts.NodOfNewcomer, ("number", number)) : null;

    private static Reply Answer(Ask ask, int number, NodOutcome? outcome, string closed) => outcome switch
    {
        null => ask.Refuse(Texts.ButtonStale),
        NodOutcome.Shown or NodOutcome.Repeated => ask.Tell(Texts.NodDone, ("number", number)),
        NodOutcome.Already => ask.Tell(Texts.NodAlready, ("number", number)),
        NodOutcome.Own => ask.Tell(Texts.NodOwn, ("number", number)),
        NodOutcome.Closed => ask.Tell(closed, ("number", number)),
        _ => throw new InvalidOperationException($"No answer to {outcome}."),
    };

    private async Task<Offer?> AskedOfAsync(Need need, CancellationToken cancellationToken) =>
        need.NodFor is { } offer ? await offers.FindAsync(offer, cancellationToken) : null;

    /// <summary>Who may be told; null where that can't be found out now.</summary>
    private async Task<ImmutableArray<PersonId>?> FacilitatorsAsync(GroupId group, CancellationToken cancellationToken)
    {
        if (platforms.FirstOrDefault(p => group.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)) is not IFacilitators platform) return [];
        try
        {
            return await platform.FacilitatorsAsync(group, cancellationToken);
        }
        catch (ChatException e)
        {
            return e.Problem == ChatProblem.Unreachable ? null : [];
        }
    }
}
