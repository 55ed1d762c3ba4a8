using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Turns what somebody typed about a need, in a command or a form, into checked content, or into the refusal.</summary>
internal static class NeedContentReader
{
    public const int LongestWhat = 300;
    public const int LongestDetails = 1500;
    public const int LongestShort = 100;
    public const int MostParts = 999;

    /// <summary><paramref name="before"/> is the content that is being edited: its time may stand although it is past, and its category although the group has hidden it since.</summary>
    public static (NeedContent? Content, Reply? Refusal) Read(Ask ask, ImmutableDictionary<string, string> values, NeedContent? before = null)
    {
        string? Value(string name) => MemberText.Clean(values.GetValueOrDefault(name));
        var what = MemberText.CleanLine(values.GetValueOrDefault("what"));
        if (what is null) return (null, ask.Misread(Texts.NeedWhatMissing));
        foreach (var (name, limit) in new[] { ("what", LongestWhat), ("details", LongestDetails), ("area", LongestShort), ("for", LongestShort) })
        {
            if (Value(name) is { } text && text.Length > limit)
            {
                var refusal = ask.Tell(Texts.TooLong, ("field", ask.Language.Plain("field." + name)), ("limit", limit), ("length", text.Length));
                return (null, refusal with { GivenBack = ask.Typed ?? text, IsAboutInput = true });
            }
        }

        var typedCategory = Value("category");
        var (category, unknown) = before is not null && typedCategory == before.Category ? (typedCategory, null) : NeedCategories.Read(ask, typedCategory);
        if (unknown is not null) return (null, unknown);
        var quantity = 1;
        if (Value("quantity") is { } typedQuantity
            && (!int.TryParse(typedQuantity, NumberStyles.None, CultureInfo.InvariantCulture, out quantity) || quantity is < 1 or > MostParts))
        {
            return (null, ask.Misread(Texts.QuantityBad, ("typed", new MemberWords(Excerpt.Of(typedQuantity))), ("most", MostParts)));
        }

        if (Flag(Value("anonymous")) is not { } anonymous)
            return (null, ask.Misread(Texts.FlagBad, ("typed", new MemberWords(Excerpt.Of(Value("anonymous")!)))));

        Instant? by = null;
        if (Value("when") is { } when)
        {
            var unchanged = before?.NeededBy is { } stood && when == Written(ask, stood);
            (by, var refusal) = unchanged ? (before!.NeededBy, null) : When(ask, when);
            if (refusal is not null) return (null, refusal);
        }

        return (new NeedContent(what, category, by, MemberText.CleanLine(values.GetValueOrDefault("area")), quantity, Value("details"), Value("for"), anonymous), null);
    }

    /// <summary>A time as a form shows it, readable again by the same words: ISO date and time in the group's zone.</summary>
    public static string Written(Ask ask, Instant at)
    {
        var local = at.InZone(ask.Rules.Zone).LocalDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{local.Year:0000}-{local.Month:00}-{local.Day:00} {local.Hour:00}:{local.Minute:00}");
    }

    private static (Instant? At, Reply? Refusal) When(Ask ask, string when)
    {
        var examples = string.Join(" · ", WhenExamples.For(ask.Language.Tag));
        var typed = new MemberWords(Excerpt.Of(when));
        return WhenParser.Read(when, ask.Language.Tag, ask.Now.InZone(ask.Rules.Zone)) switch
        {
            Understood understood => (understood.At, null),
            Past past => (null, ask.Misread(Texts.WhenPast, ("typed", typed), ("when", ask.Moment(past.At, MomentStyle.Absolute)), ("examples", examples))),
            TooFar => (null, ask.Misread(Texts.WhenTooFar, ("typed", typed), ("examples", examples))),
            _ => (null, ask.Misread(Texts.WhenUnreadable, ("typed", typed), ("examples", examples))),
        };
    }

    /// <summary>Yes or no in any language; nothing is no; null where it is neither.</summary>
    public static bool? Flag(string? typed) => Folding.Fold(typed ?? "") switch
    {
        "" or "no" or "false" or "0" or "n" => false,
        "yes" or "true" or "1" or "y" or "si" or "s" => true,
        _ => null,
    };
}
