using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Offers;

/// <summary>The form in which something is offered, or an offer is changed. Five fields at most: what a modal can hold.</summary>
internal static class OfferForm
{
    /// <summary>An empty form, or the one that was sent, with everything still in it.</summary>
    public static Form ForOffering(Ask ask, ImmutableDictionary<string, string> values) => new(
        FormList.NewId(FormList.Offer), ask.Language.Plain(Texts.FormOfferTitle), ask.Language.Plain(Texts.FormOfferSubmit), Fields(ask, values),
        ActionList.Id(ActionList.OfferSomething, new NeedId("new")));

    public static Form ForEditing(Ask ask, Offer offer, ImmutableDictionary<string, string>? values = null) => new(
        FormList.NewId(FormList.EditOffer, offer.Id),
        ask.Language.Plain(Texts.FormEditTitle, ("number", offer.Number)),
        ask.Language.Plain(Texts.FormEditSubmit),
        Fields(ask, values ?? Written(ask, offer.Content)),
        ActionList.Id(ActionList.EditOffer, offer.Id));

    /// <summary>The content as the values of the form, all of it: what the form does not show stays as it is.</summary>
    public static ImmutableDictionary<string, string> Written(Ask ask, OfferContent content) => new Dictionary<string, string>
    {
        ["what"] = content.What,
        ["category"] = content.Category ?? "",
        ["area"] = content.Area ?? "",
        ["quantity"] = content.Quantity.ToString(CultureInfo.InvariantCulture),
        ["until"] = content.Until is { } until ? NeedContentReader.Written(ask, until) : "",
        ["standing"] = content.Standing ? "yes" : "no",
    }.ToImmutableDictionary();

    private static ImmutableArray<FormField> Fields(Ask ask, ImmutableDictionary<string, string> values)
    {
        FormField Field(string name, int limit, bool required = false, string hint = "") => new(
            name, ask.Language.Plain("field." + name), required, limit, values.GetValueOrDefault(name) ?? "", Paragraph: false, [], hint);

        return
        [
            Field("what", NeedContentReader.LongestWhat, required: true),
            Field("area", NeedContentReader.LongestShort),
            Field("quantity", 3),
            Field("until", NeedContentReader.LongestShort, hint: string.Join(" · ", WhenExamples.For(ask.Language.Tag))),
            new FormField(
                "standing", ask.Language.Plain("field.standing"), Required: false, MaxLength: 3, values.GetValueOrDefault("standing") ?? "no", Paragraph: false,
                [new Choice("no", ask.Language.Plain(Texts.FormStandingNo)), new Choice("yes", ask.Language.Plain(Texts.FormStandingYes))], Hint: ""),
        ];
    }
}
