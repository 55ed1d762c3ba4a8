using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Reads the fields of one object of a body and notes what is wrong with them, at the object's place in the body.</summary>
internal sealed class FormReader(JsonObject json, string path, FormErrors errors)
{
    public JsonObject Json => json;

    public FormErrors Errors => errors;

    /// <summary>The place of a field in the body.</summary>
    public string At(string field) => path.Length == 0 ? field : path + "." + field;

    public void Wrong(string field, string code, string message) => errors.Add(At(field), code, message);

    public bool Has(string field) => json[field] is not null;

    /// <summary>A string of some length, counted in code points; null when it isn't there or is no string.</summary>
    public string? Text(string field, int min, int max, bool required = false)
    {
        if (json[field] is not { } node)
        {
            if (required) errors.Required(At(field));
            return null;
        }

        if (node is not JsonValue value || !value.TryGetValue(out string? text))
        {
            Wrong(field, "STRING_TYPE_CONVERT", "Could not interpret the value as a string.");
            return null;
        }

        var length = text.EnumerateRunes().Count();
        if (length < min || length > max)
        {
            if (length == 0) errors.Required(At(field));
            else if (min == 0) Wrong(field, "BASE_TYPE_MAX_LENGTH", $"Must be {max} or fewer in length.");
            else Wrong(field, "BASE_TYPE_BAD_LENGTH", $"Must be between {min} and {max} in length.");
        }

        return text;
    }

    public int? Int(string field, int min = int.MinValue, int max = int.MaxValue, bool required = false)
    {
        if (json[field] is not { } node)
        {
            if (required) errors.Required(At(field));
            return null;
        }

        if (node.GetValueKind() != JsonValueKind.Number || !node.AsValue().TryGetValue(out int number))
        {
            Wrong(field, "NUMBER_TYPE_COERCE", "The value is not an int32.");
            return null;
        }

        if (number < min) Wrong(field, "NUMBER_TYPE_MIN", $"int value should be greater than or equal to {min}.");
        if (number > max) Wrong(field, "NUMBER_TYPE_MAX", $"int value should be less than or equal to {max}.");
        return number;
    }

    public bool Bool(string field, bool fallback = false)
    {
        if (json[field] is not { } node) return fallback;
        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return node.GetValue<bool>();
        Wrong(field, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        return fallback;
    }

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<FormReader> List(string field, int min = 0, int max = int.MaxValue, bool required = false)
    {
        if (json[field] is not { } node)
        {
            if (required) errors.Required(At(field));
            return [];
        }

        if (node is not JsonArray array)
        {
            Wrong(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return [];
        }

        if (array.Count < min || array.Count > max)
        {
            if (min == 0) Wrong(field, "BASE_TYPE_MAX_LENGTH", $"Must be {max} or fewer in length.");
            else Wrong(field, "BASE_TYPE_BAD_LENGTH", $"Must be between {min} and {max} in length.");
        }

        var items = new List<FormReader>();
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject item) items.Add(new FormReader(item, At($"{field}.{i}"), errors));
            else Wrong($"{field}.{i}", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }

        return items;
    }

    public FormReader? Object(string field, bool required = false)
    {
        if (json[field] is JsonObject inner) return new FormReader(inner, At(field), errors);
        if (json[field] is not null) Wrong(field, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        else if (required) errors.Required(At(field));
        return null;
    }

    /// <summary>A snowflake, which is always written as a string.</summary>
    public ulong? Snowflake(string field, bool required = false)
    {
        if (json[field] is not { } node)
        {
            if (required) errors.Required(At(field));
            return null;
        }

        if (node is JsonValue value && value.TryGetValue(out string? text) && ulong.TryParse(text, out var id)) return id;
        Wrong(field, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
        return null;
    }
}
