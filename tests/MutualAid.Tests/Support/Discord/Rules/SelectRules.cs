namespace MutualAid.Tests.Support.Discord;

/// <summary>Select menus, in messages and in forms; radio and checkbox groups, which only forms have.</summary>
internal static class SelectRules
{
    private const int OfStrings = 3;

    public static void Check(FormReader select, bool inModal)
    {
        select.Text("custom_id", 1, 100, required: true);
        select.Text("placeholder", 0, 150);
        select.Int("id", 0);
        var min = select.Int("min_values", 0, 25) ?? 1;
        var max = select.Int("max_values", 1, 25) ?? 1;
        if (min > max) select.Wrong("min_values", "SELECT_COMPONENT_MIN_EXCEEDS_MAX", "min_values must not be greater than max_values");
        if (!inModal) select.Bool("disabled");
        if (inModal && select.Has("disabled")) select.Wrong("disabled", "MODAL_COMPONENT_DISABLED", "A component of a modal cannot be disabled");
        if (inModal && min == 0 && select.Bool("required", fallback: true))
            select.Wrong("min_values", "SELECT_COMPONENT_REQUIRED_MIN_VALUES", "min_values must be at least 1 when the select is required");
        if (ComponentTree.TypeOf(select.Json) == OfStrings) CheckOptions(select, 1, 25, max);
        else CheckDefaults(select, min, max);
    }

    public static void CheckOptions(FormReader holder, int least, int most, int chosenAtMost)
    {
        var options = holder.List("options", least, most, required: true);
        var chosen = 0;
        var seen = new HashSet<string>();
        foreach (var option in options)
        {
            option.Text("label", 1, 100, required: true);
            option.Text("description", 0, 100);
            ButtonRules.CheckEmoji(option);
            if (option.Text("value", 1, 100, required: true) is { } value && !seen.Add(value))
                option.Wrong("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
            if (option.Bool("default")) chosen++;
        }

        if (chosen > chosenAtMost) holder.Wrong("options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More options are chosen than may be");
        if (options.Count > 0 && chosenAtMost > options.Count) holder.Wrong("max_values", "SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS", "max_values is greater than the number of options");
    }

    private static void CheckDefaults(FormReader select, int min, int max)
    {
        if (!select.Has("default_values")) return;
        var defaults = select.List("default_values", 0, 25);
        foreach (var value in defaults)
        {
            value.Snowflake("id", required: true);
            value.Text("type", 1, 10, required: true);
        }

        if (defaults.Count < min || defaults.Count > max)
            select.Wrong("default_values", "SELECT_COMPONENT_DEFAULT_VALUES_RANGE", "The number of default values must be in the range of the select");
    }
}
