using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>
/// Somebody offers. Anyone in the group may, within limits like those for needs. They see at once, privately, which open needs it
/// fits; nothing is assigned to them by it.
/// </summary>
internal sealed class PostOffer(IOfferStore offers, GroupDirectory groups, OfferMatches matches, MayPost may, Newcomers newcomers, IAttention attention)
{
    private const int MostFits = 3;

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken) =>
        ask.Options.IsEmpty ? OpenForm(ask) : (await PostAsync(ask, ask.Options, cancellationToken)).Reply;

    public static Reply OpenForm(Ask ask) => BlockedWords.Refusal(ask) ?? ask.Tell(Texts.OfferFormIntro) with { Form = OfferForm.ForOffering(ask, ask.Options) };

    public async Task<Reply> FromFormAsync(Ask ask, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (reply, refused) = await PostAsync(ask, values, cancellationToken);
        return refused ? reply with { GivenBack = null, Form = OfferForm.ForOffering(ask, values) } : reply;
    }

    private async Task<(Reply Reply, bool Refused)> PostAsync(Ask ask, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var id = OfferId.For(ask.Group.Id, ask.Key);
        var isGuessed = string.IsNullOrWhiteSpace(values.GetValueOrDefault("category"));
        if (await offers.FindAsync(id, cancellationToken) is { } posted) return (await PostedAsync(ask, posted, isGuessed, cancellationToken), false);
        var (content, refusal) = OfferContentReader.Read(ask, values);
        if (content is null) return (refusal!, true);
        if (await may.OfferAsync(ask, cancellationToken) is { } tooMany) return (tooMany, true);

        content = content with { Category = content.Category ?? matches.Guess(content.What, ask.Rules) };
        var number = await groups.TakeOfferNumberAsync(ask.Group.Id, cancellationToken);
        var place = ask.Group.Settings.CardsPlace ?? ask.Intent.Home;
        var offer = Offer.Made(id, ask.Group.Id, number, ask.Actor, content, matches.KeysOf(content, ask.Rules), place, ask.Key, ask.Now);
        if (await newcomers.HaveAsync(ask, cancellationToken)) offer = offer.AwaitingNod(ask.Now);
        if (!await offers.AddAsync(offer, cancellationToken))
            offer = await offers.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException("An offer was neither added nor there.");
        attention.Wants(id);
        return (await PostedAsync(ask, offer, isGuessed, cancellationToken), false);
    }

    private async Task<Reply> PostedAsync(Ask ask, Offer offer, bool isGuessed, CancellationToken cancellationToken)
    {
        var isWaiting = offer is { IsOpen: true, IsUnseen: true };
        var text = ask.Language.Say(isWaiting ? Texts.NodOfferWaits : Texts.OfferPosted, ("number", offer.Number), ("what", new MemberWords(offer.What)));
        if (isWaiting) text = text.Then(ask.Language.Say(Texts.NodOfferAnyway, ("when", ask.Moment(offer.NodUntil!.Value))));
        text = text.Then(offer.Standing
                ? ask.Language.Say(Texts.OfferPostedStanding)
                : ask.Language.Say(Texts.OfferPostedUntil, ("when", ask.Moment(offer.Until ?? OfferContentReader.Usual(ask)))));
        if (isGuessed && offer.Category is { } category) text = text.Then(ask.Language.Say(Texts.Filed, ("kind", NeedCategories.Said(category, ask.Language))));
        var fitting = await matches.NeedsForAsync(offer, ask.Rules, MostFits, cancellationToken);
        return new Reply
        {
            Language = ask.Language.Tag,
            Text = text.Then(ask.Language.Say(fitting.Count == 0 ? Texts.OfferPostedNoFit : Texts.OfferPostedFits, ("n", fitting.Count))),
            Sections = [.. fitting.Select(n => new ReplySection(
                NeedRow.Line(n, ask.Language, ask.Rules.Zone),
                [ask.Button(ActionList.Id(ActionList.Claim, n.Id, ClaimExtra.Of(null, offer.Id)), Texts.ButtonClaim)]))],
            Actions = OfferActions.For(ask, offer),
        };
    }
}
