using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Rendering;

/// <summary>Cards as messages.</summary>
internal sealed class CardRendering(Texting texting)
{
    /// <summary>Well within what an event may be, in any script and once more as an edit ("Size limits").</summary>
    private const int LongestHtml = 12_000;
    private static readonly int[] LongestMemberWords = [int.MaxValue, 600, 300, 120, 60, 30];

    /// <summary>
    /// The content; <paramref name="group"/> is noted where the place itself does not tell it. The words are the same with a picture and without.
    /// </summary>
    public async Task<JsonObject> MessageAsync(string room, Card card, ShownPicture? picture, PostingId? posting, GroupId? group, CancellationToken stop)
    {
        var people = await texting.NamesInAsync(room, card.Lines.Prepend(card.Title), stop).ConfigureAwait(false);
        var offer = Offer.Of(card.Actions);
        var text = LongestMemberWords.Select(longest => Text(card, people, longest)).FirstOrDefault(t => t.Length <= LongestHtml) ?? Text(card, people, LongestMemberWords[^1]);
        var note = new JsonObject();
        if (posting is { } id) note["posting"] = id.Value;
        if (!offer.Answers.IsEmpty) note["actions"] = offer.Write();
        if (card.Need is { } need) note["need"] = need;
        if (picture is not null) note["picture"] = picture.Hash;
        if (group is { } of) note["group"] = MatrixIds.RoomOf(of);
        var told = card.Notifies ? card.Lines.Prepend(card.Title).SelectMany(l => l.Spans).OfType<PersonName>().Select(p => MatrixIds.UserOf(p.Person)).OfType<string>().Take(1).ToList() : [];
        var content = Content.Message(text, told, card.Notifies, note);
        return picture is null ? content : Content.Image(content, picture);
    }

    private static Written Text(Card card, IReadOnlyDictionary<PersonId, string> people, int longest)
    {
        var text = new Written();
        text.Strong(t => Texting.Write(t, card.Title, people, longest));
        if (card.Status is { } status) text.Line().Words(status.Sign + " " + status.Word);
        foreach (var line in card.Lines) Texting.Write(text.Line(), line, people, longest);
        if (card.Actions.IsEmpty) return text;
        var language = Languages.Best(card.Language);
        text.Paragraph().Emphasis(t => t.Words(language.Plain(PlatformTexts.ReplyWith, ("answers", string.Join(" · ", card.Actions.Select(a => a.Label))))));
        if (!card.Reactions.IsEmpty) text.Words(" ").Emphasis(t => t.Words(language.Plain(PlatformTexts.OrReact, ("reactions", string.Join(' ', card.Reactions)))));
        return text;
    }
}
