using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The kinds of needs a group offers to choose from. A default one is a key with a word in every language; a group's own is its word.</summary>
internal static class NeedCategories
{
    public static ImmutableArray<string> Default { get; } =
        ["food", "supplies", "transport", "housing", "care", "health", "company", "translation", "legal", "money", "skills", "other"];

    /// <summary>A sign beside the word, never in its place: from Unicode 6 and before, which old phones have.</summary>
    private static readonly ImmutableDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["food"] = "🍞",
        ["supplies"] = "📦",
        ["transport"] = "🚗",
        ["housing"] = "🏠",
        ["care"] = "👪",
        ["health"] = "💊",
        ["company"] = "☕",
        ["translation"] = "💬",
        ["legal"] = "⚖",
        ["money"] = "💰",
        ["skills"] = "🔧",
        ["other"] = "📌",
    }.ToImmutableDictionary();

    /// <summary>Its sign and its word, where it stands alone.</summary>
    public static string Label(string key, Language language) => Symbols.TryGetValue(key, out var symbol) ? $"{symbol} {Name(key, language)}" : Name(key, language);

    public static string Name(string key, Language language) =>
        Default.Contains(key) ? language.Plain("category." + key) : key;

    /// <summary>Its sign and word on a card or in a list; a group's own was written by a member.</summary>
    public static RichText Shown(string key, Language language) =>
        Default.Contains(key) ? RichText.Of(Label(key, language)) : RichText.Of(new MemberWords(key));

    /// <summary>Its word within a sentence.</summary>
    public static RichText Said(string key, Language language) =>
        Default.Contains(key) ? RichText.Of(Name(key, language)) : RichText.Of(new MemberWords(key));

    /// <summary>A button for each that the group offers; <paramref name="id"/> gives its action.</summary>
    public static ImmutableArray<CardAction> Buttons(Ask ask, Func<string, string> id) =>
        [.. ask.Rules.Categories.Select(c => new CardAction(id(c), Label(c, ask.Language)))];

    /// <summary>The category that the option names, null where it names none, or the refusal.</summary>
    public static (string? Category, Reply? Refusal) Asked(Ask ask) => Read(ask, ask.Option("category"));

    /// <summary>The same for what was typed elsewhere.</summary>
    public static (string? Category, Reply? Refusal) Read(Ask ask, string? typed)
    {
        if (typed is null) return (null, null);
        return Find(typed, ask.Rules.Categories) is { } category
            ? (category, null)
            : (null, ask.Misread(
                Texts.CategoryUnknown,
                ("typed", new MemberWords(Excerpt.Of(typed))),
                ("known", string.Join(", ", ask.Rules.Categories.Select(c => Name(c, ask.Language))))));
    }

    /// <summary>The category that somebody wrote, in any language, or null.</summary>
    public static string? Find(string written, IEnumerable<string> offered)
    {
        var wanted = Folding.Fold(written);
        return offered.FirstOrDefault(key =>
            Folding.Fold(key) == wanted
            || (Default.Contains(key) && Languages.All.Any(l => Folding.Fold(l.Plain("category." + key)) == wanted)));
    }
}
