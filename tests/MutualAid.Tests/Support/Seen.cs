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
internal sealed class SeenCard(WireCard card)
{
    public string Label => card.Label;

    public string Status => card.Status!.Word;

    public IEnumerable<string> Buttons => card.Actions.Select(a => a.Label);

    public string Text => string.Join('\n', [Join(card.Title), .. card.Lines.Select(l => Join(l))]);

    public string Action(string label) =>
        card.Actions.FirstOrDefault(a => a.Label == label)?.Id ?? throw new InvalidOperationException($"There is no button '{label}' on: {Text}");

    private static string Join(IEnumerable<WireSpan> spans) => string.Concat(spans.Select(s => s.Text));
}
