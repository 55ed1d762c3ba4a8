using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NodaTime;

namespace MutualAid.Core.Commands;

/// <summary>
/// Reads the marks of plain speech: <c>2 bags of groceries by friday 18:00 #food ~Northside</c>. <c>#word</c> is the category,
/// <c>~word</c> or <c>~"two words"</c> the area, a time after a marker word ("by"; of an offer "until") the moment; a number in front counts, and stays
/// in the words. A mark fills an option only where the command has it and nobody named it; every other word, a second mark too,
/// stays as it was written. Pure, and any text is fine.
/// </summary>
internal sealed partial class PlainSpeech(string language, ZonedDateTime now)
{
    // Beyond this the words are refused as too long whatever they say, so there is no need to look for a time in them.
    private const int LongestRead = 1000;

    private readonly SpokenTime times = new(language, now);
    private readonly SpokenTime ends = new(language, now, until: true);

    public static PlainSpeech Of(Ask ask) => new(ask.Language.Tag, ask.Now.InZone(ask.Rules.Zone));

    /// <summary>Fills options from the bare words of a command; returns the words that are left.</summary>
    public string Take(Command command, string bare, ImmutableDictionary<string, string>.Builder options)
    {
        bool IsOpen(string name) => command.Options.Any(o => o.Name == name) && !options.ContainsKey(name);

        var words = bare.Trim();
        // Only in front: "close 41 same as #42" is about 41.
        if (command.Options is [{ Type: OptionType.NeedNumber }, ..]) words = HashBeforeNumber().Replace(words, "");
        // The area first: its quotes may hold what looks like a category.
        if (IsOpen("area")) words = TakeMark(words, AreaMark(), "area", options);
        if (IsOpen("category")) words = TakeMark(words, CategoryMark(), "category", options);
        if (IsOpen("when")) words = TakeTime(words, times, "when", options);
        if (IsOpen("until")) words = TakeTime(words, ends, "until", options);

        // Words come first where a number in front counts them; elsewhere it is an option of its own.
        var counts = command.Options is [{ Type: OptionType.Text } first, ..] && IsOpen(first.Name) && IsOpen("quantity");
        if (counts && LeadingNumber().Match(words) is { Success: true } number && !times.Begins(words))
            options["quantity"] = number.Groups["n"].Value;
        return words;
    }

    private static string TakeTime(string words, SpokenTime times, string option, ImmutableDictionary<string, string>.Builder options)
    {
        if (words.Length > LongestRead || times.Find(words) is not { } found) return words;
        options[option] = found.When;
        return Without(words, found.From, found.To);
    }

    private static string TakeMark(string words, Regex mark, string option, ImmutableDictionary<string, string>.Builder options)
    {
        if (mark.Match(words) is not { Success: true } match) return words;
        options[option] = match.Groups["value"].Value.Trim();
        return Without(words, match.Index, match.Index + match.Length);
    }

    /// <summary>"Soup #food, please" becomes "Soup, please"; "#food, soup" becomes "soup".</summary>
    private static string Without(string words, int from, int to)
    {
        var before = words[..from].TrimEnd();
        var after = words[to..].TrimEnd();
        return before.Length > 0 ? before + after : after.TrimStart(',', ';', ' ', '\n', '\t', '\r');
    }

    [GeneratedRegex(@"^#(?=[0-9]+(\s|$))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashBeforeNumber();

    // A letter first: "~20 bags" says "about twenty". A phone may have bent the quotes.
    [GeneratedRegex(
        """(?<!\S)~(["“”„«](?<value>[^"“”„«»\r\n]{0,49}[\p{L}\p{N}][^"“”„«»\r\n]{0,49})["“”»]""" +
        """|(?<value>\p{L}([^\s"“”„«»]{0,98}[\p{L}\p{M}\p{N}])?))(?=\p{P}*(\s|$))""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AreaMark();

    // What goes on after it is something else: "#c# lessons", "#food/water", "#room:example.org".
    [GeneratedRegex(
        @"(?<!\S)#(?<value>\p{L}([\p{L}\p{M}\p{N}_-]{0,98}[\p{L}\p{M}\p{N}])?)(?=[\p{P}-[#]]*(\s|$))",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CategoryMark();

    // A word follows after space, so that "18:00", "3pm", "1,000", "2-3" and "2nd-hand" are no numbers of things.
    [GeneratedRegex(@"^(?<n>[1-9][0-9]{0,2})(\s?[xX×])?\s+\p{L}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeadingNumber();
}
