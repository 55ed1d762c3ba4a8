using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>Turns what somebody typed about an offer, in a command or a form, into checked content, or into the refusal.</summary>
internal static class OfferContentReader
{
    /// <summary><paramref name="before"/> is the content that is being edited: its time may stand although it is past.</summary>
    public static (OfferContent? Content, Reply? Refusal) Read(Ask ask, ImmutableDictionary<string, string> values, OfferContent? before = null)
    {
        if (MemberText.CleanLine(values.GetValueOrDefault("what")) is null) return (null, ask.Misread(Texts.OfferWhatMissing));
        // The same fields as a need's, read by the same rules; its time is "until" here.
        var (common, refusal) = NeedContentReader.Read(
            ask,
            values.Remove("standing").SetItem("when", values.GetValueOrDefault("until") ?? ""),
            before is null ? null : new NeedContent(before.What, before.Category, before.Until, before.Area, before.Quantity, null, null, Anonymous: false));
        if (common is null) return (null, refusal);
        if (NeedContentReader.Flag(MemberText.Clean(values.GetValueOrDefault("standing"))) is not { } standing)
            return (null, ask.Misread(Texts.FlagBad, ("typed", new MemberWords(Excerpt.Of(values["standing"])))));
        if (standing && common.NeededBy is not null) return (null, ask.Misread(Texts.OfferStandingUntil));
        return (new OfferContent(common.What, common.Category, common.Area, common.Quantity, standing ? null : common.NeededBy ?? Usual(ask, before), standing), null);
    }

    /// <summary>Without a word about its time it stands as long as a need would: an old offer is worse than none.</summary>
    public static Instant Usual(Ask ask, OfferContent? before = null) => before?.Until ?? ask.Now + ask.Rules.Pace.ExpiresAfter;
}
