using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>One need as a row of a list: number, what, where it stands, when.</summary>
internal static class NeedRow
{
    public static ReplySection Of(Ask ask, Need need) => new(Line(need, ask.Language, ask.Rules.Zone), NeedActions.For(ask, need));

    public static RichText Line(Need need, Language language, DateTimeZone zone)
    {
        var line = RichText.Of(Link(need), new Words(" "), new MemberWords(Excerpt.Of(need.What, 80)));
        var status = NeedCard.StatusOf(need, language);
        line = line.Then(RichText.Of($" · {status.Sign} {status.Word}"));
        if (need is { IsOpen: true, Quantity: > 1 })
            line = line.Then(RichText.Of(" · ")).Then(language.Say(Texts.CardCovered, ("covered", need.Covered), ("n", need.Quantity)));
        if (need is { IsOpen: true, NeededBy: { } by })
            line = line.Then(RichText.Of(" · ")).Then(language.Say(Texts.CardBy, ("when", language.Moment(by, zone))));
        return line.Then(RichText.Of(" · ")).Then(language.Say(Texts.RowAsked, ("when", language.Moment(need.PostedAt, zone, MomentStyle.Relative))));
    }

    public static CardLink Link(Need need) => new(need.Number, need.CardPosting?.Place, need.CardPosting?.Message);
}
