namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord demands of a form.</summary>
internal static class ModalRules
{
    private const int Row = 1;
    private const int TextInput = 4;
    private const int TextDisplay = 10;
    private const int Label = 18;

    public static void Check(FormReader modal)
    {
        modal.Text("title", 1, 45, required: true);
        modal.Text("custom_id", 1, 100, required: true);
        var top = modal.List("components", 1, 5, required: true);
        foreach (var component in top)
        {
            switch (component.Int("type", required: true))
            {
                case Row: CheckRow(component); break;
                case TextDisplay: component.Text("content", 1, 4000, required: true); break;
                case Label: CheckLabel(component); break;
                case not null: component.Wrong("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18)."); break;
            }
        }

        Unique.Check(top);
    }

    private static void CheckRow(FormReader row)
    {
        foreach (var input in row.List("components", 1, 1, required: true))
        {
            if (input.Int("type", required: true) != TextInput) input.Wrong("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4).");
            input.Text("label", 1, 45, required: true);
            CheckTextInput(input);
        }
    }

    private static void CheckLabel(FormReader label)
    {
        label.Text("label", 1, 45, required: true);
        label.Text("description", 1, 100);
        if (label.Object("component", required: true) is not { } inner) return;
        switch (inner.Int("type", required: true))
        {
            case TextInput:
                if (inner.Has("label")) inner.Wrong("label", "TEXT_INPUT_LABEL_INSIDE_LABEL", "A text input inside a label has no label of its own");
                CheckTextInput(inner);
                break;
            case 3 or 5 or 6 or 7 or 8:
                SelectRules.Check(inner, inModal: true);
                break;
            case 21:
                inner.Text("custom_id", 1, 100, required: true);
                SelectRules.CheckOptions(inner, 2, 10, 1);
                break;
            case 22:
                inner.Text("custom_id", 1, 100, required: true);
                SelectRules.CheckOptions(inner, 1, 10, inner.Int("max_values", 1, 10) ?? 1);
                break;
            case 23:
                inner.Text("custom_id", 1, 100, required: true);
                inner.Bool("default");
                break;
            case 19:
                inner.Text("custom_id", 1, 100, required: true);
                inner.Int("min_values", 0, 10);
                inner.Int("max_values", 1, 10);
                break;
            case not null:
                inner.Wrong("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (3, 4, 5, 6, 7, 8, 19, 21, 22, 23).");
                break;
        }
    }

    private static void CheckTextInput(FormReader input)
    {
        input.Text("custom_id", 1, 100, required: true);
        input.Int("style", 1, 2, required: true);
        input.Text("placeholder", 0, 100);
        input.Bool("required");
        var min = input.Int("min_length", 0, 4000) ?? 0;
        var max = input.Int("max_length", 1, 4000) ?? 4000;
        if (min > max) input.Wrong("min_length", "TEXT_INPUT_MIN_EXCEEDS_MAX", "min_length must not be greater than max_length");
        if (input.Text("value", 0, max) is { Length: > 0 } value && value.EnumerateRunes().Count() < min)
            input.Wrong("value", "BASE_TYPE_BAD_LENGTH", $"Must be between {min} and {max} in length.");
        if (input.Has("disabled")) input.Wrong("disabled", "MODAL_COMPONENT_DISABLED", "A component of a modal cannot be disabled");
    }
}
