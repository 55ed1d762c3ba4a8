using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Offers;

/// <summary>
/// [Ask for this]: the form of a need with what is offered in it already. What is posted is a need like any other, so that others can help
/// where who offered can't after all; who offered is told of it privately.
/// </summary>
internal sealed class AskForOffer(OfferFinder finder, PostNeed post)
{
    public async Task<Reply> OpenAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (offer is null) return refusal!;
        if (WhyNot(ask, offer) is { } no) return no;
        var values = ImmutableDictionary<string, string>.Empty.SetItem("what", offer.What).SetItem("area", offer.Area ?? "");
        return ask.Tell(Texts.AskForIntro, ("number", offer.Number)) with { Form = NeedForm.ForAskingFor(ask, offer, values) };
    }

    public async Task<Reply> FromFormAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (offer is null) return refusal!;
        // What was typed is posted all the same: it is needed, whether or not this offer still stands.
        return await post.AskedForAsync(ask, values, offer, cancellationToken);
    }

    private static Reply? WhyNot(Ask ask, Offer offer) =>
        BlockedWords.Refusal(ask) is { } blocked ? blocked
        : offer.Giver == ask.Actor ? ask.Tell(Texts.AskForOwn, ("number", offer.Number)) with { Actions = OfferActions.For(ask, offer) }
        : !offer.IsOpen ? ask.Tell(Texts.OfferClosed, ("number", offer.Number))
        : offer.IsUnseen ? ask.Tell(Texts.NodFirst, ("number", offer.Number)) with { Actions = OfferActions.For(ask, offer) }
        : !offer.IsAvailable ? ask.Tell(Texts.AskForNothingLeft, ("number", offer.Number))
        : null;
}
