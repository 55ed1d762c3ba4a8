using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Commands;

/// <summary>
/// The one list of forms: <c>name:id:opening</c>, the id a need's or an offer's. The opening is unique, and is the idempotency key of whatever the form
/// does: the same form sent twice acts once. How much somebody takes on out of an offer is asked as <c>name:id:opening@number</c>, the number the offer's,
/// because a second id would not fit into the 100 characters that a platform may have for all of it.
/// </summary>
internal static class FormList
{
    public const string Need = "need";
    public const string Edit = "edit";
    public const string Close = "close";
    public const string HowMuch = "how-much";
    public const string Offer = "offer";
    public const string EditOffer = "edit-offer";
    public const string CloseOffer = "close-offer";
    public const string AskFor = "ask-for";
    public const string Block = "block";
    public const string BlockOffer = "block-offer";
    public const string Report = "report";
    public const string ReportOffer = "report-offer";
    public const string CloseReported = "close-reported";
    public const string CloseReportedOffer = "close-reported-offer";

    public static string NewId(string name, NeedId need = default) => $"{name}:{need.Value}:{Token.New()}";

    /// <summary>Of a need, and of the offer that something is taken out of, or null: of none.</summary>
    public static string NewId(string name, NeedId need, Offer? outOf) => outOf is null ? NewId(name, need) : $"{NewId(name, need)}@{outOf.Number}";

    public static string NewId(string name, OfferId offer) => $"{name}:{offer.Value}:{Token.New()}";

    public static Func<UseCases, Ask, Task<Reply>>? Find(FormSubmitted form, CancellationToken stop)
    {
        var parts = form.FormId.Split(':', 3);
        if (parts.Length != 3 || parts[2].Length == 0) return null;
        var (need, offer) = (new NeedId(parts[1]), new OfferId(parts[1]));
        return parts[0] switch
        {
            Need => (use, ask) => use.PostNeed.FromFormAsync(ask, form.Values, stop),
            Edit => (use, ask) => use.EditNeed.FromFormAsync(ask, need, form.Values, stop),
            Close => (use, ask) => use.CloseNeed.FromFormAsync(ask, need, form.Values, stop),
            HowMuch => (use, ask) => use.ClaimNeed.FromFormAsync(ask, need, OfferNumber(parts[2]), form.Values, stop),
            Offer => (use, ask) => use.PostOffer.FromFormAsync(ask, form.Values, stop),
            EditOffer => (use, ask) => use.ChangeOffer.FromFormAsync(ask, offer, form.Values, stop),
            CloseOffer => (use, ask) => use.ChangeOffer.WithReasonAsync(ask, offer, form.Values, stop),
            AskFor => (use, ask) => use.AskForOffer.FromFormAsync(ask, offer, form.Values, stop),
            Block => (use, ask) => use.BlockPerson.FromFormAsync(ask, need, form.Values, stop),
            BlockOffer => (use, ask) => use.BlockPerson.FromFormAsync(ask, offer, form.Values, stop),
            Report => (use, ask) => use.ReportThing.FromFormAsync(ask, need, form.Values, stop),
            ReportOffer => (use, ask) => use.ReportThing.FromFormAsync(ask, offer, form.Values, stop),
            CloseReported => (use, ask) => use.DecideReport.FromFormAsync(ask, need, form.Values, stop),
            CloseReportedOffer => (use, ask) => use.DecideReport.FromFormAsync(ask, offer, form.Values, stop),
            _ => null,
        };
    }

    private static int? OfferNumber(string opening) =>
        opening.Split('@', 2) is [_, var typed] && int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
