using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;

namespace MutualAid.Core.Needs;

/// <summary>The form in which a need is asked or changed. Five fields at most: what a modal can hold.</summary>
internal static class NeedForm
{
    /// <summary>An empty form, or the one that was sent, with everything still in it.</summary>
    public static Form ForAsking(Ask ask, ImmutableDictionary<string, string> values) => new(
        FormList.NewId(FormList.Need), ask.Language.Plain(Texts.FormNeedTitle), ask.Language.Plain(Texts.FormNeedSubmit), Fields(ask, values));

    public static Form ForEditing(Ask ask, Need need, ImmutableDictionary<string, string>? values = null) => new(
        FormList.NewId(FormList.Edit, need.Id),
        ask.Language.Plain(Texts.FormEditTitle, ("number", need.Number)),
        ask.Language.Plain(Texts.FormEditSubmit),
        Fields(ask, values ?? Written(ask, need.Content)));

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

    private static ImmutableArray<FormField> Fields(Ask ask, ImmutableDictionary<string, string> values)
    {
        FormField Field(string name, int limit, bool required = false, bool paragraph = false, string hint = "") => new(
            name, ask.Language.Plain("field." + name), required, limit, values.GetValueOrDefault(name) ?? "", paragraph, [], hint);

        return
        [
            Field("what", NeedContentReader.LongestWhat, required: true),
            Field("when", NeedContentReader.LongestShort, hint: string.Join(" · ", WhenExamples.For(ask.Language.Tag))),
            Field("area", NeedContentReader.LongestShort),
            Field("quantity", 3),
            Field("details", NeedContentReader.LongestDetails, paragraph: true, hint: ask.Language.Plain(Texts.FormDetailsHint)),
        ];
    }
}
