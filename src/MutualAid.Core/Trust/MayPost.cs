using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>
/// Whether somebody may post now: nobody keeps them from it, and the limits that protect a group from a flood hold, of needs and of offers alike. Null: they may; else the refusal, which
/// says what happened, that nothing was posted, and what to do. Opening again what was closed counts as posting it.
/// </summary>
internal sealed class MayPost(INeedStore needs, IOfferStore offers)
{
    private static readonly Duration Hour = Duration.FromHours(1);

    public async Task<Reply?> NeedAsync(Ask ask, CancellationToken cancellationToken)
    {
        if ((BlockedWords.Refusal(ask) ?? await ManyNeedsAsync(ask, cancellationToken)) is { } refusal) return refusal;
        var limit = ask.Rules.Limits.NeedsAnHour;
        var recent = await needs.AskedSinceAsync(ask.Group.Id, ask.Actor, ask.Now - Hour, cancellationToken);
        return recent.Count < limit ? null : ask.Refuse(Texts.LimitNeedsAnHour, ("n", limit), ("when", ask.Moment(recent[^limit].PostedAt + Hour)));
    }

    public async Task<Reply?> OfferAsync(Ask ask, CancellationToken cancellationToken)
    {
        if ((BlockedWords.Refusal(ask) ?? await ManyOffersAsync(ask, cancellationToken)) is { } refusal) return refusal;
        var limit = ask.Rules.Limits.OffersAnHour;
        var recent = await offers.OfferedSinceAsync(ask.Group.Id, ask.Actor, ask.Now - Hour, cancellationToken);
        return recent.Count < limit ? null : ask.Refuse(Texts.LimitOffersAnHour, ("n", limit), ("when", ask.Moment(recent[^limit].PostedAt + Hour)));
    }

    /// <summary>"Not yet" is never refused: the need was only thought to be met.</summary>
    public async Task<Reply?> AgainAsync(Ask ask, Need need, CancellationToken cancellationToken) =>
        need.IsOpen || need.Status == NeedStatus.Met || need.Requester != ask.Actor ? null : BlockedWords.Refusal(ask) ?? await ManyNeedsAsync(ask, cancellationToken);

    public async Task<Reply?> AgainAsync(Ask ask, Offer offer, CancellationToken cancellationToken) =>
        offer.IsOpen || offer.Giver != ask.Actor ? null : BlockedWords.Refusal(ask) ?? await ManyOffersAsync(ask, cancellationToken);

    private async Task<Reply?> ManyNeedsAsync(Ask ask, CancellationToken cancellationToken)
    {
        var limit = ask.Rules.Limits.OpenNeeds;
        return (await needs.OpenAskedByAsync(ask.Group.Id, ask.Actor, cancellationToken)).Count < limit ? null : ask.Refuse(Texts.LimitOpenNeeds, ("n", limit));
    }

    private async Task<Reply?> ManyOffersAsync(Ask ask, CancellationToken cancellationToken)
    {
        var limit = ask.Rules.Limits.OpenOffers;
        return (await offers.OpenOfAsync(ask.Group.Id, ask.Actor, cancellationToken)).Count < limit ? null : ask.Refuse(Texts.LimitOpenOffers, ("n", limit));
    }
}
