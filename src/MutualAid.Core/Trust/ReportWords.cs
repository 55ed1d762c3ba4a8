using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>What facilitators are told of a report: the number and the link, what is wrong, never who said so. And what who did is told of its end.</summary>
internal sealed class ReportWords(INeedStore needs, IOfferStore offers)
{
    /// <summary>The need or offer that was reported: where it is shown, who posted it, whether it is still open. Null where it is gone.</summary>
    public async Task<Subject?> SubjectAsync(Report report, CancellationToken cancellationToken)
    {
        if (report.IsOffer)
        {
            return await offers.FindAsync(new OfferId(report.Subject), cancellationToken) is { } offer
                ? new Subject(offer.Giver, offer.IsOpen, new CardLink(offer.Number, offer.CardPosting?.Place, offer.CardPosting?.Message))
                : null;
        }

        return await needs.FindAsync(new NeedId(report.Subject), cancellationToken) is { } need ? new Subject(need.Requester, need.IsOpen, NeedRow.Link(need)) : null;
    }

    public static Card ToFacilitator(Group group, Report report, Subject subject, Language language)
    {
        var lines = Lines(group, report, subject, language);
        return new Card
        {
            Kind = CardKind.Whisper,
            Language = language.Tag,
            Title = lines[0],
            Lines = [.. lines[1..], language.Say(Texts.ReportHowToDecide)],
            Actions = Actions(report, language),
            Notifies = true,
        };
    }

    public static ReplySection Row(Group group, Report report, Subject subject, Language language) =>
        new(Lines(group, report, subject, language).AsEnumerable().Aggregate((all, line) => all.Then(RichText.Of(" ")).Then(line)), Actions(report, language));

    public static Card ToReporter(Report report, Language language) => new()
    {
        Kind = CardKind.Whisper,
        Language = language.Tag,
        Title = language.Say(report.End == ReportEnd.Left ? Texts.ReportLeftWord : Texts.ReportClosedWord, ("number", report.Number)),
        Lines = [],
    };

    private static ImmutableArray<RichText> Lines(Group group, Report report, Subject subject, Language language)
    {
        var all = group.Undecided(report.Subject).ToList();
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.Add(language.Say(Texts.ReportTitle, ("link", subject.Link), ("n", Math.Max(1, all.Count))));
        foreach (var one in all.Take(3))
        {
            lines.Add(one.Words is { } words
                ? language.Say(Texts.ReportWhyWords, ("why", Concerns.Say(one.Why, language)), ("words", new MemberWords(words)))
                : language.Say(Texts.ReportWhy, ("why", Concerns.Say(one.Why, language))));
        }

        return lines.ToImmutable();
    }

    private static ImmutableArray<CardAction> Actions(Report report, Language language)
    {
        var offer = new OfferId(report.Subject);
        var need = new NeedId(report.Subject);
        return report.IsOffer
            ?
            [
                new(ActionList.Id(ActionList.CloseReportedOffer, offer), language.Plain(Texts.ButtonCloseIt)),
                new(ActionList.Id(ActionList.LeaveReported, offer), language.Plain(Texts.ButtonLeaveIt)),
                new(ActionList.Id(ActionList.BlockOffer, offer), language.Plain(Texts.ButtonBlock)),
            ]
            :
            [
                new(ActionList.Id(ActionList.CloseReported, need), language.Plain(Texts.ButtonCloseIt)),
                new(ActionList.Id(ActionList.LeaveReported, need), language.Plain(Texts.ButtonLeaveIt)),
                new(ActionList.Id(ActionList.Block, need), language.Plain(Texts.ButtonBlock)),
            ];
    }

    /// <summary>What was reported, as far as it matters here.</summary>
    internal sealed record Subject(PersonId Author, bool IsOpen, CardLink Link);
}
