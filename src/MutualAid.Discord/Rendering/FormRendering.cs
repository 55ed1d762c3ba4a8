using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>
/// Forms as modals. Where no modal can be opened (in answer to one, or too late), what stands in the form is shown with a button that opens
/// it again: the button reads the values back from the message it stands on, so they are kept by nobody but Discord and the person.
/// </summary>
internal static class FormRendering
{
    private const string AgainMark = "form|";
    private const int FirstValueId = 5000;
    private const int ShortText = 1;
    private const int Paragraph = 2;

    /// <summary>In a direct message nothing else tells which <paramref name="guild"/> a form is about.</summary>
    public static ResponseData Modal(Form form, string? guild) => new()
    {
        CustomId = Buttons.Id(form.Id, guild),
        Title = Markdown.Cut(form.Title, ComponentLimits.ModalTitle),
        Components = [.. form.Fields.Select(f => new Component
        {
            Type = ComponentTypes.Label,
            Label = Markdown.Cut(f.Label, ComponentLimits.ModalLabel),
            Labelled = f.Choices.IsEmpty ? Text(f) : Select(f),
        })],
    };

    /// <summary>What was filled in, by the names of the fields.</summary>
    public static ImmutableDictionary<string, string> Values(IReadOnlyList<Component> components) =>
        components.Select(c => c.Labelled).OfType<Component>().Where(c => c.CustomId is not null).DistinctBy(c => c.CustomId)
            .ToImmutableDictionary(c => c.CustomId!, c => c.Value ?? (c.Values is [var chosen, ..] ? chosen : ""));

    /// <summary>What stands in the form, and the button that opens it again.</summary>
    public static void AddSummary(Action<string, IEnumerable<Component>> add, Form form, string? guild)
    {
        for (var i = 0; i < form.Fields.Length; i++)
        {
            var field = form.Fields[i];
            if (field.Value.Length == 0) continue;
            add("", [new Component { Type = ComponentTypes.TextDisplay, Id = FirstValueId + i, Content = $"{Markdown.Escape(field.Label)}\n{ReplyRendering.Boxed(field.Value)}", Components = [] }]);
        }

        add("", Buttons.Rows([new CardAction(AgainMark + form.Again, form.Title, ActionStyle.Primary)], guild));
    }

    /// <summary>The action that opens the form again, if this button is one that does.</summary>
    public static string? AgainOf(string action) => action.StartsWith(AgainMark, StringComparison.Ordinal) ? action[AgainMark.Length..] : null;

    /// <summary>The form, with the values that stand in the message its button was on.</summary>
    public static Form Refilled(Form form, Message message)
    {
        var values = (message.Components ?? []).Where(c => c is { Type: ComponentTypes.TextDisplay, Id: >= FirstValueId }).DistinctBy(c => c.Id)
            .ToDictionary(c => c.Id!.Value - FirstValueId, c => Unboxed(c.Content ?? ""));
        return form with
        {
            Fields = [.. form.Fields.Select((f, i) => values.TryGetValue(i, out var value) ? f with { Value = value } : f)],
        };
    }

    private static string Unboxed(string content)
    {
        var from = content.IndexOf("```\n", StringComparison.Ordinal);
        var to = content.LastIndexOf("\n```", StringComparison.Ordinal);
        return from < 0 || to < from + 4 ? "" : content[(from + 4)..to].Replace("`\u200B", "`", StringComparison.Ordinal);
    }

    private static Component Text(FormField field) => new()
    {
        Type = ComponentTypes.TextInput,
        CustomId = field.Name,
        Style = field.Paragraph ? Paragraph : ShortText,
        Required = field.Required,
        MaxLength = Math.Min(field.MaxLength, ComponentLimits.ModalValue),
        Value = field.Value.Length == 0 ? null : Markdown.Cut(field.Value, Math.Min(field.MaxLength, ComponentLimits.ModalValue)),
        Placeholder = field.Hint.Length == 0 ? null : Markdown.Cut(field.Hint, ComponentLimits.ModalPlaceholder),
    };

    private static Component Select(FormField field) => new()
    {
        Type = ComponentTypes.StringSelect,
        CustomId = field.Name,
        Required = field.Required,
        Options = [.. field.Choices.Select(c => new SelectOption(c.Label, c.Value, c.Value == field.Value ? true : null))],
    };
}
