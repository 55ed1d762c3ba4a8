using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Talking;

namespace MutualAid.Matrix.Rendering;

/// <summary>One question of a form as a message, with what else can be answered to it.</summary>
internal sealed class QuestionRendering(Texting texting)
{
    public async Task<JsonObject> MessageAsync(string room, string user, GroupId group, Language language, Questions questions, RichText before, CancellationToken stop)
    {
        var people = await texting.NamesInAsync(room, [before], stop).ConfigureAwait(false);
        var question = questions.Current;
        var text = new Written();
        Texting.Write(text, before, people);
        text.Paragraph().Strong(t => t.Words(question.Label));
        if (question.Hint.Length > 0) text.Line().Words(question.Hint);
        if (!question.Choices.IsEmpty) text.Line().Words(string.Join(" · ", question.Choices.Select(c => $"{c.Value}: {c.Label}")));
        if (question.Value.Length > 0 && question.Choices.IsEmpty) text.Line().Words(language.Plain(PlatformTexts.AnswerNow) + " ").MemberWords(question.Value);
        text.Paragraph().Emphasis(t => t.Words(string.Join(" · ", Ways(language, questions))));
        var note = new JsonObject { ["group"] = MatrixIds.RoomOf(group), ["language"] = language.Tag, ["form"] = questions.Write() };
        return Content.Message(text, [user], isText: true, note);
    }

    private static IEnumerable<string> Ways(Language language, Questions questions)
    {
        if (!questions.Current.Required || questions.Current.Value.Length > 0) yield return language.Plain(PlatformTexts.WaySkip);
        if (questions is { CanBeSent: true, IsLast: false }) yield return language.Plain(PlatformTexts.WaySend);
        yield return language.Plain(PlatformTexts.WayCancel);
    }
}
