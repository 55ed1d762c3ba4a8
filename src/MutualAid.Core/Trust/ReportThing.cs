using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>Any member tells the facilitators, in private, that something is wrong with a need or an offer of somebody else.</summary>
internal sealed class ReportThing(NeedFinder needs, OfferFinder offers, GroupDirectory groups, IAttention attention)
{
    public async Task<Reply> OpenAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await needs.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : Open(ask, Thing.Of(need));
    }

    public async Task<Reply> OpenAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await offers.ByButtonAsync(ask, id, cancellationToken);
        return offer is null ? refusal! : Open(ask, Thing.Of(offer));
    }

    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (need, refusal) = await needs.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await ReportAsync(ask, Thing.Of(need), values, cancellationToken);
    }

    public async Task<Reply> FromFormAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await offers.ByButtonAsync(ask, id, cancellationToken);
        return offer is null ? refusal! : await ReportAsync(ask, Thing.Of(offer), values, cancellationToken);
    }

    private static Reply Open(Ask ask, Thing thing) =>
        WhyNot(ask, thing) ?? ask.Tell(Texts.ReportIntro, ("number", thing.Number)) with { Form = FormFor(ask, thing) };

    private async Task<Reply> ReportAsync(Ask ask, Thing thing, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (WhyNot(ask, thing) is { } no) return no;
        var (why, words, refusal) = Concerns.Read(ask, values);
        if (refusal is not null) return refusal with { Form = FormFor(ask, thing, values) };
        var report = new Report(Token.From("report", ask.Key), thing.Id, thing.Number, ask.Actor, ask.Now, why) { Words = words, IsOffer = thing.IsOffer };
        var outcome = ReportOutcome.Already;
        await groups.ChangeAsync(
            ask.Group.Id,
            g =>
            {
                (var next, outcome) = g.Reporting(report, ask.Now);
                return next;
            },
            cancellationToken);
        attention.Wants(ask.Group.Id);
        return outcome switch
        {
            ReportOutcome.Reported => ask.Tell(Texts.Reported, ("number", thing.Number)),
            ReportOutcome.Already => ask.Tell(Texts.ReportedAlready, ("number", thing.Number)),
            _ => ask.Tell(Texts.ReportedTooMany),
        };
    }

    private static Reply? WhyNot(Ask ask, Thing thing) =>
        thing.Author == ask.Actor ? ask.Tell(Texts.BlockSelf)
        : !thing.IsOpen ? ask.Tell(Texts.NeedClosed, ("number", thing.Number))
        : ask.Group.Reports.Any(r => r.By == ask.Actor && r.Subject == thing.Id) ? ask.Tell(Texts.ReportedAlready, ("number", thing.Number))
        : null;

    private static Form FormFor(Ask ask, Thing thing, ImmutableDictionary<string, string>? values = null) => new(
        thing.FormId, ask.Language.Plain(Texts.FormReportTitle, ("number", thing.Number)), ask.Language.Plain(Texts.FormReportSubmit), Concerns.Fields(ask, values), thing.Again);

    private sealed record Thing(string Id, int Number, PersonId Author, bool IsOpen, bool IsOffer, string FormId, string Again)
    {
        public static Thing Of(Need need) => new(
            need.Id.Value, need.Number, need.Requester, need.IsOpen, IsOffer: false, FormList.NewId(FormList.Report, need.Id), ActionList.Id(ActionList.Report, need.Id));

        public static Thing Of(Offer offer) => new(
            offer.Id.Value, offer.Number, offer.Giver, offer.IsOpen, IsOffer: true, FormList.NewId(FormList.ReportOffer, offer.Id), ActionList.Id(ActionList.ReportOffer, offer.Id));
    }
}
