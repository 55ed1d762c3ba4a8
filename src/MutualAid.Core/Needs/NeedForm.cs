using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Needs;

/// <summary>The form in which a need is asked or changed. Five fields at most: what a modal can hold.</summary>
internal static class NeedForm
{
    private static readonly string Opening = ActionList.Id(ActionList.Ask, new NeedId("new"));

    /// <summary>An empty form, or the one that was sent, with everything still in it.</summary>
    public static Form ForAsking(Ask ask, ImmutableDictionary<string, string> values) => new(
        FormList.NewId(FormList.Need), ask.Language.Plain(Texts.FormNeedTitle), ask.Language.Plain(Texts.FormNeedSubmit),
        [.. Fields(ask, values, "what", "when", "area", "details"), Anonymous(ask, values)],
        Opening);

    /// <summary>
    /// The form for what somebody else's or one's own message says. Whoever asks for a neighbour can say for whom; what does not fit is cut,
    /// since the message itself still stands there.
    /// </summary>
    public static Form ForQuoting(Ask ask, MessageQuoted quoted)
    {
        var text = MemberText.CleanLine(quoted.Text) ?? "";
        var values = ImmutableDictionary<string, string>.Empty.SetItem("what", text.Length <= NeedContentReader.LongestWhat ? text : Excerpt.Of(text, NeedContentReader.LongestWhat));
        return quoted.IsOwn
            ? ForAsking(ask, values)
            : ForAsking(ask, values) with { Fields = [.. Fields(ask, values, "what", "when", "area", "details", "for")] };
    }

    /// <summary>The form for what somebody offers.</summary>
    public static Form ForAskingFor(Ask ask, Offer offer, ImmutableDictionary<string, string> values) => new(
        FormList.NewId(FormList.AskFor, offer.Id), ask.Language.Plain(Texts.FormNeedTitle), ask.Language.Plain(Texts.FormNeedSubmit),
        [.. Fields(ask, values, "what", "when", "quantity", "details"), Anonymous(ask, values)],
        ActionList.Id(ActionList.AskFor, offer.Id));

    public static Form ForEditing(Ask ask, Need need, ImmutableDictionary<string, string>? values = null) => new(
        FormList.NewId(FormList.Edit, need.Id),
        ask.Language.Plain(Texts.FormEditTitle, ("number", need.Number)),
        ask.Language.Plain(Texts.FormEditSubmit),
        [.. Fields(ask, values ?? Written(ask, need.Content), "what", "when", "area", "quantity", "details")],
        ActionList.Id(ActionList.Edit, need.Id));

    /// <summary>The content as the values of the form, all of it: what the form does not show stays as it is.</summary>
    public static ImmutableDictionary<string, string> Written(Ask ask, NeedContent content) => new Dictionary<string, string>
    {
        ["what"] = content.What,
        ["category"] = content.Category ?? "",
        ["when"] = content.NeededBy is { } by ? NeedContentReader.Written(ask, by) : "",
        ["area"] = content.Area ?? "",
        ["quantity"] = content.Quantity.ToString(CultureInfo.InvariantCulture),
        ["details"] = content.Details ?? "",
        ["for"] = content.OnBehalfOf ?? "",
        ["anonymous"] = content.Anonymous ? "yes" : "",
    }.ToImmutableDictionary();

    private static IEnumerable<FormField> Fields(Ask ask, ImmutableDictionary<string, string> values, params IEnumerable<string> names)
    {
        FormField Field(string name, int limit, bool required = false, bool paragraph = false, string hint = "") => new(
            name, ask.Language.Plain("field." + name), required, limit, values.GetValueOrDefault(name) ?? "", paragraph, [], hint);

        return names.Select(name => name switch
        {
            "what" => Field(name, NeedContentReader.LongestWhat, required: true),
            "when" => Field(name, NeedContentReader.LongestShort, hint: string.Join(" · ", WhenExamples.For(ask.Language.Tag))),
            "quantity" => Field(name, 3),
            "details" => Field(name, NeedContentReader.LongestDetails, paragraph: true, hint: ask.Language.Plain(Texts.FormDetailsHint)),
            _ => Field(name, NeedContentReader.LongestShort),
        });
    }

    /// <summary>Whoever needs it most is the least likely to know the option of a command.</summary>
    private static FormField Anonymous(Ask ask, ImmutableDictionary<string, string> values) => new(
        "anonymous", ask.Language.Plain("field.anonymous"), Required: false, MaxLength: 3, values.GetValueOrDefault("anonymous") ?? "no", Paragraph: false,
        [new Choice("no", ask.Language.Plain(Texts.FormAnonymousNo)), new Choice("yes", ask.Language.Plain(Texts.FormAnonymousYes))], Hint: "");
}
