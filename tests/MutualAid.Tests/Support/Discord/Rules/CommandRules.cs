using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord demands of application commands.</summary>
internal static class CommandRules
{
    private static readonly string[] Locales =
    [
        "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs",
        "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
    ];

    /// <summary>All commands of one bulk overwrite.</summary>
    public static void Check(JsonArray commands, FormErrors errors)
    {
        var seen = new HashSet<(int, string)>();
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i] is not JsonObject json)
            {
                errors.Add($"{i}", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
                continue;
            }

            var command = new FormReader(json, $"{i}", errors);
            var type = command.Int("type", 1, 4) ?? 1;
            counts[type] = counts.GetValueOrDefault(type) + 1;
            CheckOne(command, type);
            if (!seen.Add((type, (string?)json["name"] ?? ""))) command.Wrong("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }

        foreach (var (type, most) in new[] { (1, 100), (2, 15), (3, 15), (4, 1) })
        {
            if (counts.GetValueOrDefault(type) > most) throw new ApiError(400, 30032, $"Maximum number of application commands reached ({most}).");
        }
    }

    public static bool IsName(string name) =>
        name.EnumerateRunes().Count() is >= 1 and <= 32 && name.EnumerateRunes().All(r => IsNameRune(r) && Rune.ToLowerInvariant(r) == r);

    private static void CheckOne(FormReader command, int type)
    {
        CheckName(command, isFree: type != 1);
        if (type == 1) command.Text("description", 1, 100, required: true);
        else if (!string.IsNullOrEmpty(command.Json["description"]?.ToString())) command.Wrong("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menu commands cannot have description");
        if (type != 1 && command.Json["options"] is JsonArray { Count: > 0 }) command.Wrong("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Context menu commands cannot have options");
        CheckLocalizations(command, "name_localizations", isName: type == 1);
        CheckLocalizations(command, "description_localizations", isName: false, most: 100);
        CheckPermissions(command);
        if (type == 1) OptionRules.Check(command, depth: 0);
        if (OptionRules.Length(command.Json) > 8000) command.Wrong("", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }

    public static void CheckName(FormReader holder, bool isFree)
    {
        if (holder.Text("name", 1, 32, required: true) is not { Length: > 0 } name) return;
        if (!isFree && !IsName(name)) holder.Wrong("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }

    public static void CheckLocalizations(FormReader holder, string field, bool isName, int most = 32)
    {
        if (holder.Object(field) is not { } localized) return;
        foreach (var (locale, _) in localized.Json)
        {
            if (!Locales.Contains(locale)) localized.Wrong(locale, "LOCALE_INVALID", "Invalid locale");
            if (localized.Text(locale, 1, most, required: true) is { Length: > 0 } text && isName && !IsName(text))
                localized.Wrong(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    }

    // The API takes a string of digits, and a number as well.
    private static void CheckPermissions(FormReader command)
    {
        if (command.Json["default_member_permissions"] is { } bits && !ulong.TryParse(bits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            command.Wrong("default_member_permissions", "NUMBER_TYPE_COERCE", "Value is not a permission bit set.");
        CheckNumbers(command, "contexts", 2);
        CheckNumbers(command, "integration_types", 1);
    }

    private static void CheckNumbers(FormReader command, string field, int most)
    {
        if (command.Json[field] is not JsonArray given) return;
        if (given.Count == 0) command.Wrong(field, "BASE_TYPE_BAD_LENGTH", "Must be 1 or more in length.");
        if (given.Any(g => !int.TryParse(g?.ToString(), out var number) || number < 0 || number > most)) command.Wrong(field, "BASE_TYPE_CHOICES", $"Value must be one of 0 to {most}.");
        if (given.Select(g => g?.ToString()).Distinct().Count() != given.Count) command.Wrong(field, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
    }

    private static bool IsNameRune(Rune rune) => rune.Value is '-' or '_' or '\'' || Rune.IsLetter(rune) || Rune.IsNumber(rune)
        // Devanagari and Thai write vowels as marks.
        || rune.Value is (>= 0x0900 and <= 0x097F) or (>= 0x0E00 and <= 0x0E7F);
}
