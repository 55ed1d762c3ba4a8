using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>What a facilitator does about a report: close it, with a reason that everybody sees, or leave it. Who reported it is told.</summary>
internal sealed class DecideReport(
    NeedFinder needs, OfferFinder offers, GroupDirectory groups, ReportWords words, CloseNeed closeNeed, ChangeOffer changeOffer, WhoFacilitates who, IAttention attention)
{
    public const string Name = "reports";
    private const int MostShown = 5;

    /// <summary>What nobody has decided on, for facilitators.</summary>
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var sections = ImmutableArray.CreateBuilder<ReplySection>();
        foreach (var report in ask.Group.Reports.Where(r => r.End is null).DistinctBy(r => r.Subject))
        {
            if (sections.Count == MostShown) break;
            if (await words.SubjectAsync(report, cancellationToken) is { IsOpen: true } subject) sections.Add(ReportWords.Row(ask.Group, report, subject, ask.Language));
        }

        return ask.Tell(sections.Count == 0 ? Texts.ReportsNone : Texts.ReportsIntro) with { Sections = sections.ToImmutable() };
    }

    public async Task<Reply> LeaveAsync(Ask ask, string subject, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var act = new FacilitatorAct(Token.From("act", ask.Key), ask.Now, ask.Actor, ActKind.LeftReported);
        var isLeft = false;
        await groups.ChangeAsync(
            ask.Group.Id,
            g =>
            {
                var next = g.Leaving(subject, act with { Number = g.Undecided(subject).FirstOrDefault()?.Number }, ask.Now);
                isLeft = next.HasLogged(act.Key);
                return next;
            },
            cancellationToken);
        attention.Wants(ask.Group.Id);
        return ask.Tell(isLeft ? Texts.ReportLeftDone : Texts.ReportDecided);
    }

    public async Task<Reply> OpenAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var (need, refusal) = await needs.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        return need.IsOpen
            ? CloseReason.Asked(ask, need.Number, FormList.NewId(FormList.CloseReported, id), ActionList.Id(ActionList.CloseReported, id))
            : ask.Tell(Texts.NeedClosed, ("number", need.Number));
    }

    public async Task<Reply> OpenAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var (offer, refusal) = await offers.ByButtonAsync(ask, id, cancellationToken);
        if (offer is null) return refusal!;
        return offer.IsOpen
            ? CloseReason.Asked(ask, offer.Number, FormList.NewId(FormList.CloseReportedOffer, id), ActionList.Id(ActionList.CloseReportedOffer, id))
            : ask.Tell(Texts.OfferClosed, ("number", offer.Number));
    }

    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken) =>
        await who.IsAsync(ask, cancellationToken) ? await closeNeed.FromFormAsync(Trusted(ask), id, values, cancellationToken) : ask.Refuse(Texts.BlockFacilitatorOnly);

    public async Task<Reply> FromFormAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken) =>
        await who.IsAsync(ask, cancellationToken) ? await changeOffer.WithReasonAsync(Trusted(ask), id, values, cancellationToken) : ask.Refuse(Texts.BlockFacilitatorOnly);

    /// <summary>In private a platform may not say with an event whom it trusts; it was asked.</summary>
    private static Ask Trusted(Ask ask) => ask with { Intent = ask.Intent with { IsFacilitator = true } };
}
