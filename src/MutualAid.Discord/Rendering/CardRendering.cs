using System.Text;
using MutualAid.Core.Chat;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>Cards as messages of components. The posting id goes along in the container's own id, so that the message is found again by it.</summary>
internal sealed class CardRendering(Markdown markdown, IPictures pictures)
{
    private static readonly int[] LongestMemberWords = [int.MaxValue, 600, 300, 120, 60, 30];

    /// <summary>
    /// The message; <paramref name="guild"/> is named in the buttons where the place itself does not tell it. With a picture its words are what
    /// the picture says to who can't see it; without one they stand there.
    /// </summary>
    public MessageBody Message(Card card, PostingId posting, string? guild, ShownPicture? picture) => Message(card, Id(posting), guild, picture) with
    {
        Nonce = posting.Value,
        EnforceNonce = true,
        Attachments = picture?.Attachments,
    };

    /// <summary>The same, to replace a message whose container has this id. Says nothing of attachments: what is attached stays.</summary>
    public MessageBody Message(Card card, int id, string? guild, ShownPicture? picture) => new()
    {
        Flags = MessageFlags.ComponentsV2,
        Components =
        [
            new Component
            {
                Type = ComponentTypes.Container,
                Id = id,
                AccentColor = Colour(card),
                Components =
                [
                    new Component { Type = ComponentTypes.TextDisplay, Content = picture is null ? Fitting(card) : Heading(card, ComponentLimits.TextAMessage) },
                    .. picture is null ? (Component[])[] : [picture.Gallery],
                    .. Buttons.Rows(card.Actions, guild),
                ],
            },
        ],
        AllowedMentions = card.Notifies ? Notified(card) : AllowedMentions.None,
    };

    /// <summary>What the card shows as a picture; null where it shows none, or this machine can't draw it.</summary>
    public ShownPicture? Draw(Card card) => card.Picture is { } picture && pictures.Png(picture) is { } png ? new ShownPicture(png, Description(card)) : null;

    /// <summary>A posting id as the id of a component: positive, 31 bits, always the same.</summary>
    public static int Id(PostingId posting)
    {
        var hash = 2166136261u;
        foreach (var c in posting.Value) hash = (hash ^ c) * 16777619u;
        return (int)(hash & 0x3FFF_FFFF) | 0x4000_0000;
    }

    /// <summary>The whole text, with what members wrote cut as far as it has to be.</summary>
    private string Fitting(Card card) =>
        LongestMemberWords.Select(longest => Text(card, longest)).FirstOrDefault(text => text.Length <= ComponentLimits.TextAMessage)
        ?? Markdown.Cut(Text(card, LongestMemberWords[^1]), ComponentLimits.TextAMessage);

    private static string Description(Card card) =>
        Markdown.Cut(string.Join('\n', card.Lines.Select(line => PlainText.Of(line, _ => "–", _ => "–"))), ComponentLimits.Description);

    private string Heading(Card card, int longest)
    {
        var text = "### " + markdown.Of(card.Title, longest);
        return card.Status is { } status ? $"{text}\n{status.Sign} **{Markdown.Escape(status.Word)}**" : text;
    }

    private string Text(Card card, int longest)
    {
        var text = new StringBuilder(Heading(card, longest));
        foreach (var line in card.Lines) text.Append('\n').Append(markdown.Of(line, longest));
        return text.ToString();
    }

    /// <summary>At most one person, the first that the card names.</summary>
    private static AllowedMentions Notified(Card card) =>
        card.Lines.Prepend(card.Title).SelectMany(l => l.Spans).OfType<PersonName>().Select(p => DiscordIds.UserOf(p.Person)).OfType<string>().FirstOrDefault() is { } user
            ? new AllowedMentions([], [user])
            : AllowedMentions.None;

    /// <summary>Colour says nothing that the word and the sign do not say.</summary>
    private static int? Colour(Card card) => card.Status?.Tone switch
    {
        StatusTone.Open => 0xC2410C,
        StatusTone.Partly => 0xB45309,
        StatusTone.Covered => 0x1D4ED8,
        StatusTone.Closed => 0x15803D,
        _ => null,
    };
}
