using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Bot.Playground;

/// <summary>Turns what Core says into the wire. Members' words stay spans of their own; the page puts them in as text.</summary>
internal static class WireRendering
{
    /// <summary>A card; <paramref name="png"/> is what its picture looks like, and then its lines are what the picture says to who can't see it.</summary>
    public static WireCard Card(Card card, byte[]? png)
    {
        var title = PlainText.Of(card.Title, PlaygroundWorld.NameOf, PlaceName);
        return new WireCard(
            Camel(card.Kind.ToString()),
            card.Language,
            card.Kind switch { CardKind.Need => "Need " + title, CardKind.Offer => "Offer " + title, _ => title },
            Spans(card.Title),
            card.Status is { } s ? new WireStatus(s.Word, s.Sign, Camel(s.Tone.ToString())) : null,
            png is null ? [.. card.Lines.Select(Spans)] : [],
            Actions(card.Actions),
            [.. card.Reactions.Select(r => new WireReaction(r, 0, Mine: false, ReactionLabel(r)))],
            png is null ? null : Picture(card, png));
    }

    public static WireReply Reply(Reply reply) => new(
        reply.Language,
        Spans(reply.Text),
        [.. reply.Sections.Select(s => new WireSection(Spans(s.Text), Actions(s.Actions)))],
        Actions(reply.Actions),
        reply.Form is { } form ? Form(form) : null,
        reply.GivenBack,
        reply.Files);

    public static ImmutableArray<WireSpan> Spans(RichText text) => [.. text.Spans.Select(Span)];

    public static string PlaceName(PlaceId place) =>
        PlaygroundWorld.Channels.FirstOrDefault(c => c.Id == place.Value) is { } channel ? "#" + channel.Name : "a private place";

    private static WirePicture Picture(Card card, byte[] png)
    {
        var (width, height) = Png.SizeOf(png);
        var alt = string.Join('\n', card.Lines.Select(line => PlainText.Of(line, PlaygroundWorld.NameOf, PlaceName)));
        return new WirePicture("data:image/png;base64," + Convert.ToBase64String(png), alt, width, height);
    }

    private static WireSpan Span(Span span) => span switch
    {
        Words words => new WireSpan("words", words.Text),
        MemberWords words => new WireSpan("member", MemberText.Drawn(words.Text)),
        PersonName name => new WireSpan("person", PlaygroundWorld.NameOf(name.Person)),
        PlaceName name => new WireSpan("place", PlaceName(name.Place)),
        Moment moment => new WireSpan("moment", moment.Absolute, moment.At.ToUnixTimeMilliseconds(), Camel(moment.Style.ToString())),
        CardLink link => new WireSpan("link", "#" + link.Number, Place: link.Place?.Value, Message: link.Message?.Value),
        _ => throw new InvalidOperationException($"The page can't show a {span.GetType().Name}."),
    };

    private static ImmutableArray<WireAction> Actions(ImmutableArray<CardAction> actions) =>
        [.. actions.Select(a => new WireAction(a.Id, a.Label, a.Style == ActionStyle.Primary))];

    private static WireForm Form(Form form) => new(
        form.Id,
        form.Title,
        form.Submit,
        [.. form.Fields.Select(f => new WireField(
            f.Name, f.Label, f.Required, f.MaxLength, f.Value, f.Paragraph, f.Hint, [.. f.Choices.Select(c => new WireChoice(c.Value, c.Label))]))]);

    private static string ReactionLabel(string emoji) => emoji switch { "✋" => "Raised hand", "✅" => "Check mark", _ => emoji };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
