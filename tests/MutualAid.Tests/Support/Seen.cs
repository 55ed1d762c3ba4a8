using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;

namespace MutualAid.Tests.Support;

/// <summary>A private answer as a person reads it.</summary>
internal sealed class SeenReply(Reply? reply)
{
    public Reply Reply => reply ?? throw new InvalidOperationException("There was no answer.");

    public bool IsSilent => reply is null;

    public Form Form => Reply.Form ?? throw new InvalidOperationException("There is no form in: " + Text);

    public string Text => Plain(Reply.Text);

    public string AllText => string.Join('\n', [Text, .. Reply.Sections.Select(s => Plain(s.Text))]);

    public CardAction Action(string label) =>
        Reply.Actions.Concat(Reply.Sections.SelectMany(s => s.Actions)).FirstOrDefault(a => a.Label == label)
        ?? throw new InvalidOperationException($"There is no button '{label}' in: {AllText}");

    private static string Plain(RichText text) => PlainText.Of(text, PlaygroundWorld.NameOf, WireRendering.PlaceName);
}

/// <summary>A public card as a person reads it.</summary>
internal sealed record SeenCard(string Label, string Status, string Text, IReadOnlyList<CardAction> Actions)
{
    public IEnumerable<string> Buttons => Actions.Select(a => a.Label);

    public string Action(string label) =>
        Actions.FirstOrDefault(a => a.Label == label)?.Id ?? throw new InvalidOperationException($"There is no button '{label}' on: {Text}");
}
