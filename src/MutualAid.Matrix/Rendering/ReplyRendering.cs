using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Rendering;

/// <summary>
/// Private answers as messages: as many as their length needs, in order, with what can be answered to the last of them. What somebody typed
/// is not given back: it stands there.
/// </summary>
internal sealed class ReplyRendering(Texting texting)
{
    private const int LongestHtml = 10_000;

    public async Task<IReadOnlyList<JsonObject>> MessagesAsync(string room, string user, GroupId group, Reply reply, CancellationToken stop)
    {
        var people = await texting.NamesInAsync(room, reply.Sections.Select(s => s.Text).Prepend(reply.Text), stop).ConfigureAwait(false);
        CardAction[] actions = [.. reply.Sections.SelectMany(s => s.Actions), .. reply.Actions];
        var offer = Offer.Of(actions);
        var pages = new List<Written> { new() };
        Texting.Write(pages[0], reply.Text, people);
        var next = 0;
        foreach (var section in reply.Sections)
        {
            if (pages[^1].Length > LongestHtml) pages.Add(new Written());
            if (pages[^1].Length > 0) pages[^1].Line();
            Texting.Write(pages[^1], section.Text, people);
            if (section.Actions.IsEmpty) continue;
            pages[^1].Line().Emphasis(t => t.Words(Answers(offer, section.Actions, ref next)));
        }

        var language = Languages.Best(reply.Language);
        if (actions.Length > 0)
        {
            var own = reply.Actions.IsEmpty ? language.Plain(PlatformTexts.AnswerWithNumber) : language.Plain(PlatformTexts.AnswerWith, ("answers", Answers(offer, reply.Actions, ref next)));
            pages[^1].Paragraph().Emphasis(t => t.Words(own));
        }

        return [.. pages.Where(p => p.Length > 0).Select((p, i) => Content.Message(p, [user], isText: true, Note(group, reply, i == pages.Count - 1 ? offer : Offer.None)))];
    }

    /// <summary>The same for everybody to read, beside what was typed.</summary>
    public async Task<JsonObject> PublicAsync(string room, string user, Reply reply, CancellationToken stop)
    {
        var people = await texting.NamesInAsync(room, [reply.Text], stop).ConfigureAwait(false);
        var text = new Written();
        Texting.Write(text, reply.Text, people);
        return Content.Message(text, [user], isText: true);
    }

    public static JsonObject Note(GroupId group, Reply reply, Offer offer)
    {
        var note = new JsonObject { ["group"] = MatrixIds.RoomOf(group), ["language"] = reply.Language };
        if (!offer.Answers.IsEmpty) note["actions"] = offer.Write();
        if (reply.ShowsDetails) note["private"] = true;
        return note;
    }

    /// <summary>The words of these actions, in their order among all.</summary>
    private static string Answers(Offer offer, IReadOnlyList<CardAction> actions, ref int next)
    {
        var words = new List<string>();
        foreach (var action in actions)
        {
            var word = offer.Answers[next++].Word;
            words.Add(word == action.Label ? word : $"{word}: {action.Label}");
        }

        return string.Join(" · ", words);
    }
}
