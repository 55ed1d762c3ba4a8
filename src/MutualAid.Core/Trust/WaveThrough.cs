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
/// A need of a new account waits until a second member waves it through. Nobody can refuse it: after two hours facilitators are told, and after a day it is
/// shown without a nod. That slows a flood down, and silences nobody.
/// </summary>
internal sealed class WaveThrough(NeedFinder finder, NeedChanges changes, IOfferStore offers, GroupDirectory groups, Newcomers newcomers, IEnumerable<IChatPlatform> platforms)
{
    private static readonly Duration AskedAgainAfter = Duration.FromMinutes(5);

    /// <summary>[Wave it through].</summary>
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (need is { IsOpen: true, IsUnseen: true } && need.Requester != ask.Actor && await newcomers.HaveAsync(ask, cancellationToken))
            return ask.Tell(Texts.NodOfNewcomer, ("number", need.Number));
        var asked = await AskedOfAsync(need, cancellationToken);
        var result = await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, n => n.WavedThroughBy(ask.Actor, asked, ask.Key, ask.Now), cancellationToken);
        if (result is not { } done) return ask.Refuse(Texts.ButtonStale);
        var text = done.Outcome switch
        {
            NodOutcome.Shown or NodOutcome.Repeated => Texts.NodDone,
            NodOutcome.Already => Texts.NodAlready,
            NodOutcome.Own => Texts.NodOwn,
            NodOutcome.Closed => Texts.NeedClosed,
            _ => throw new InvalidOperationException($"No answer to {done.Outcome}."),
        };
        return ask.Tell(text, ("number", need.Number));
    }

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
