using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord refuses in commands (Interactions, Application Commands).</summary>
internal static partial class CommandRules
{
    private static readonly HashSet<string> Locales =
    [
        "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg",
        "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
    ];

    public static void Check(JsonArray commands)
    {
        if (commands.OfType<JsonObject>().GroupBy(c => ((int?)c["type"] ?? 1, (string?)c["name"])).Any(g => g.Count() > 1)) throw MessageRules.Invalid("name");
        foreach (var command in commands.OfType<JsonObject>())
        {
            var isSlash = ((int?)command["type"] ?? 1) == 1;
            CheckNames(command, isSlash);
            if (isSlash) CheckDescriptions(command);
            else if (!string.IsNullOrEmpty((string?)command["description"])) throw MessageRules.Invalid("description");
            var options = (command["options"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            if (options.Count > 25 || options.GroupBy(o => (string?)o["name"]).Any(g => g.Count() > 1)) throw MessageRules.Invalid("options");
            var seenOptional = false;
            foreach (var option in options)
            {
                CheckNames(option, isSlash: true);
                CheckDescriptions(option);
                var required = (bool?)option["required"] ?? false;
                if (required && seenOptional) throw MessageRules.Invalid("required options come first");
                seenOptional |= !required;
                if ((bool?)option["autocomplete"] is true && option["choices"] is JsonArray { Count: > 0 }) throw MessageRules.Invalid("autocomplete");
                if ((bool?)option["autocomplete"] is true && (int?)option["type"] is not (3 or 4 or 10)) throw MessageRules.Invalid("autocomplete");
                if ((int?)option["max_length"] is < 1 or > 6000) throw MessageRules.Invalid("max_length");
            }

            if (LongestTotal(command, options) > 8000) throw MessageRules.Invalid("more than 8000 characters");
        }
    }

    private static int LongestTotal(JsonObject command, List<JsonObject> options) =>
        options.Prepend(command).Sum(o => Longest(o, "name") + Longest(o, "description"));

    private static int Longest(JsonObject of, string field) =>
        (of[field + "_localizations"] as JsonObject ?? []).Select(l => ((string?)l.Value)?.Length ?? 0).Append(((string?)of[field])?.Length ?? 0).Max();

    private static void CheckNames(JsonObject of, bool isSlash)
    {
        foreach (var name in Localised(of, "name"))
        {
            if (isSlash ? !SlashName().IsMatch(name) || name.Any(char.IsUpper) : name.Length is 0 or > 32) throw MessageRules.Invalid("name");
        }
    }

    private static void CheckDescriptions(JsonObject of)
    {
        if (Localised(of, "description").Any(d => d.Length is 0 or > 100)) throw MessageRules.Invalid("description");
    }

    private static IEnumerable<string> Localised(JsonObject of, string field)
    {
        yield return (string?)of[field] ?? "";
        foreach (var (locale, text) in of[field + "_localizations"] as JsonObject ?? [])
        {
            if (!Locales.Contains(locale)) throw MessageRules.Invalid("locale");
            yield return (string?)text ?? "";
        }
    }

    [GeneratedRegex(@"^[-_'\p{L}\p{N}]{1,32}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlashName();
}
