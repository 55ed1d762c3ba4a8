using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Needs;

/// <summary>Withdraws a need: the requester without a reason, a facilitator with one that everybody sees.</summary>
internal sealed class CloseNeed(NeedChanges changes, NeedFinder finder, ChangeOffer offers)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, offer, refusal) = await finder.ThingByNumberAsync(ask, cancellationToken);
        if (offer is not null) return await offers.WithdrawAsync(ask, offer, ask.Option("reason"), cancellationToken);
        return need is null ? refusal! : await CloseAsync(ask, need, ask.Option("reason"), cancellationToken);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        return need.IsOpen && need.Requester != ask.Actor && ask.IsFacilitator
            ? CloseReason.Asked(ask, need.Number, FormList.NewId(FormList.Close, need.Id), ActionList.Id(ActionList.Close, need.Id))
            : await CloseAsync(ask, need, written: null, cancellationToken);
    }

    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await CloseAsync(ask, need, values.GetValueOrDefault("reason"), cancellationToken);
    }

    private async Task<Reply> CloseAsync(Ask ask, Need need, string? written, CancellationToken cancellationToken)
    {
        var (reason, refusal) = CloseReason.Read(ask, written);
        if (refusal is not null) return refusal;
        var result = await changes.ApplyAsync(
            need.Id, ask.Rules.Pace, ask.Now, n => n.WithdrawnBy(ask.Actor, ask.IsFacilitator, reason, ask.Key, ask.Now), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }
}
