using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Trust;

/// <summary>What may be wrong with something that was posted: of the thing, never of the person.</summary>
public enum Concern
{
    /// <summary>It sells or advertises.</summary>
    Advertising,

    /// <summary>It is neither a need nor an offer.</summary>
    NotForThis,

    /// <summary>The same comes again and again.</summary>
    Repeats,

    /// <summary>It hurts or threatens somebody.</summary>
    Hurtful,

    /// <summary>It could put somebody in danger.</summary>
    Unsafe,

    /// <summary>Something else, in own words.</summary>
    Other,
}

/// <summary>A concern with the words that somebody added, as a form asks for them.</summary>
internal static class Concerns
{
    public const int LongestWords = 300;
    private const string Why = "why";
    private const string Words = "words";

    public static string Say(Concern concern, Language language) => language.Plain(concern switch
    {
        Concern.Advertising => Texts.ConcernAdvertising,
        Concern.NotForThis => Texts.ConcernNotForThis,
        Concern.Repeats => Texts.ConcernRepeats,
        Concern.Hurtful => Texts.ConcernHurtful,
        Concern.Unsafe => Texts.ConcernUnsafe,
        _ => Texts.ConcernOther,
    });

    /// <summary>The same where its words are not shown.</summary>
    public static string SayInLog(Concern concern, Language language) => concern == Concern.Other ? language.Plain(Texts.ConcernElse) : Say(concern, language);

    public static ImmutableArray<FormField> Fields(Ask ask, ImmutableDictionary<string, string>? values = null) =>
    [
        new(Why, ask.Language.Plain(Texts.FieldWhy), Required: true, MaxLength: 20, values?.GetValueOrDefault(Why) ?? "", Paragraph: false,
            [.. Enum.GetValues<Concern>().Select(c => new Choice(Written(c), Say(c, ask.Language)))], Hint: ""),
        new(Words, ask.Language.Plain(Texts.FieldWords), Required: false, LongestWords, values?.GetValueOrDefault(Words) ?? "", Paragraph: true, [], Hint: ""),
    ];

    /// <summary>What was chosen and said; or the refusal.</summary>
    public static (Concern Why, string? Words, Reply? Refusal) Read(Ask ask, ImmutableDictionary<string, string> values)
    {
        var words = MemberText.CleanLine(values.GetValueOrDefault(Words));
        if (words is { Length: > LongestWords })
        {
            var field = ask.Language.Plain(Texts.FieldWords);
            return (default, null, ask.Tell(Texts.TooLong, ("field", field), ("limit", LongestWords), ("length", words.Length)) with { GivenBack = words });
        }

        var chosen = Enum.GetValues<Concern>().Where(c => Written(c) == values.GetValueOrDefault(Why)).Cast<Concern?>().FirstOrDefault();
        if (chosen is not { } why) return (default, null, ask.Refuse(Texts.ConcernMissing));
        return why == Concern.Other && words is null ? (default, null, ask.Refuse(Texts.ConcernWordsMissing)) : (why, words, null);
    }

    private static string Written(Concern concern) => concern.ToString().ToLowerInvariant();
}
