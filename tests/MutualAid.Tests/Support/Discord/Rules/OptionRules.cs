using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The options of a command, with subcommands and groups.</summary>
internal static class OptionRules
{
    private const int SubCommand = 1;
    private const int Group = 2;

    public static void Check(FormReader holder, int depth)
    {
        var options = holder.List("options", 0, 25);
        var (names, optionalSeen) = (new HashSet<string>(), false);
        var plain = options.Count(o => ComponentTree.TypeOf(o.Json) > Group);
        if (plain > 0 && plain < options.Count) holder.Wrong("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types");
        foreach (var option in options)
        {
            var type = option.Int("type", 1, 11, required: true);
            CommandRules.CheckName(option, isFree: false);
            option.Text("description", 1, 100, required: true);
            CommandRules.CheckLocalizations(option, "name_localizations", isName: true);
            CommandRules.CheckLocalizations(option, "description_localizations", isName: false, most: 100);
            if (!names.Add((string?)option.Json["name"]?.ToString() ?? "")) option.Wrong("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
            var required = option.Bool("required");
            if (required && optionalSeen) option.Wrong("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
            optionalSeen |= !required;
            if (type is SubCommand or Group)
            {
                if ((type == Group && depth > 0) || depth > 1) option.Wrong("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nesting of this kind is not allowed");
                if (type == Group && option.Json["options"] is JsonArray inner && inner.Any(i => ComponentTree.TypeOf(i) != SubCommand))
                    option.Wrong("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds sub-commands only");
                Check(option, depth + 1);
            }
            else
            {
                CheckPlain(option, type);
            }
        }
    }

    /// <summary>The length that counts towards a command's maximum; of translations the longest one counts.</summary>
    public static int Length(JsonObject holder)
    {
        var total = Longest(holder, "name") + Longest(holder, "description");
        foreach (var choice in (holder["choices"] as JsonArray ?? []).OfType<JsonObject>()) total += Longest(choice, "name") + (choice["value"]?.ToString().Length ?? 0);
        return total + (holder["options"] as JsonArray ?? []).OfType<JsonObject>().Sum(Length);
    }

    private static void CheckPlain(FormReader option, int? type)
    {
        if (option.Json["options"] is JsonArray { Count: > 0 }) option.Wrong("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only sub-commands and groups have options");
        var completes = option.Bool("autocomplete");
        if (completes && type is not (3 or 4 or 10)) option.Wrong("autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID_TYPE", "Autocomplete is not available for this type");
        if (completes && option.Json["choices"] is JsonArray { Count: > 0 }) option.Wrong("autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Autocomplete and choices are mutually exclusive");
        if (type == 3)
        {
            var min = option.Int("min_length", 0, 6000) ?? 0;
            if (option.Int("max_length", 1, 6000) is { } max && min > max) option.Wrong("min_length", "APPLICATION_COMMAND_OPTION_MIN_EXCEEDS_MAX", "min_length must not be greater than max_length");
        }
        else if (option.Has("min_length") || option.Has("max_length"))
        {
            option.Wrong("min_length", "APPLICATION_COMMAND_OPTION_LENGTH_INVALID_TYPE", "Only strings have a length");
        }

        var choices = option.List("choices", 0, 25);
        if (choices.Count > 0 && type is not (3 or 4 or 10)) option.Wrong("choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID_TYPE", "Choices are not available for this type");
        var (names, values) = (new HashSet<string>(), new HashSet<string>());
        foreach (var choice in choices) CheckChoice(choice, type, names, values);
    }

    public static void CheckChoice(FormReader choice, int? optionType, HashSet<string> names, HashSet<string> values)
    {
        if (choice.Text("name", 1, 100, required: true) is { } name && !names.Add(name)) choice.Wrong("name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice name already exists");
        CommandRules.CheckLocalizations(choice, "name_localizations", isName: false, most: 100);
        if (optionType == 3) choice.Text("value", 1, 100, required: true);
        else if (choice.Json["value"]?.GetValueKind() != System.Text.Json.JsonValueKind.Number) choice.Wrong("value", "NUMBER_TYPE_COERCE", "Value is not a number.");
        if (!values.Add(choice.Json["value"]?.ToString() ?? "")) choice.Wrong("value", "APPLICATION_COMMAND_OPTIONS_CHOICE_VALUE_ALREADY_EXISTS", "Choice value already exists");
    }

    private static int Longest(JsonObject holder, string field) =>
        (holder[field + "_localizations"] as JsonObject ?? []).Select(l => l.Value?.ToString().Length ?? 0).Append(holder[field]?.ToString().Length ?? 0).Max();
}
