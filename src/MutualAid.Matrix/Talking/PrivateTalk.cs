using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Talking;

/// <summary>
/// What somebody says to the bot alone: everything there is meant for it. An answer goes to what it replies to, else to what was asked last;
/// a command stands by itself, with or without its sign.
/// </summary>
internal sealed class PrivateTalk(
    Dispatcher dispatcher, Answers answers, Whereabouts whereabouts, GroupChoice choice, Standing standing, Floods floods, MatrixSelf self)
{
    public async Task AnswerAsync(Said said, CancellationToken stop)
    {
        if (floods.Ask(said.Sender) is var allowance and not Allowance.Heard)
        {
            if (allowance == Allowance.TellThem) await answers.TellAsync(said, PlatformTexts.TooFast, null, stop).ConfigureAwait(false);
            return;
        }

        var last = await standing.LastAsync(said.Room, stop).ConfigureAwait(false);
        // Met a second time after a crash: it was answered, and what stands there now is not what it answered.
        if (standing.WasAnswered(said.EventId)) return;
        var note = said.Answered is { } answered ? await standing.NoteOfAsync(said.Room, answered, stop).ConfigureAwait(false) : last;
        if (note.ValueKind != JsonValueKind.Object) note = last;
        var language = note.Text("language");
        var line = Addressed.Signed(said.Text) ?? (Addressed.ByName(said.Text, self.User, self.Name) is { Length: > 0 } rest ? rest : null);
        if (line is null && WordList.IsCancel(said.Text)) await answers.TellAsync(said, note.Has("form") ? PlatformTexts.Cancelled : PlatformTexts.NothingToCancel, language, stop).ConfigureAwait(false);
        else if (line is null && Questions.Read(note) is { } questions) await TakeAnswerAsync(said, note, questions, stop).ConfigureAwait(false);
        else if (line is null && GroupChoice.Read(note, said.Text) is { } chosen) await ChooseAsync(said, chosen, stop).ConfigureAwait(false);
        else if (line is null && Offer.Read(note).Chosen(said.Text) is { } action) await DoAsync(said, GroupIn(note), language, new ActionPressed(action), stop).ConfigureAwait(false);
        else if (GroupChoice.IsAskedFor(said.Text)) await choice.AskAsync(said, "", stop).ConfigureAwait(false);
        else if (line is not null || CommandList.Find(Addressed.FirstWord(said.Text)) is not null) await CommandAsync(said, line ?? said.Text, stop).ConfigureAwait(false);
        else await answers.TellAsync(said, PlatformTexts.NotUnderstood, language, stop).ConfigureAwait(false);
    }

    private static GroupId? GroupIn(JsonElement note) => note.Text("group") is { } room ? MatrixIds.Group(room) : null;

    private async Task TakeAnswerAsync(Said said, JsonElement note, Questions questions, CancellationToken stop)
    {
        if (GroupIn(note) is not { } group) return;
        var language = note.Text("language") ?? "";
        Questions? after = WordList.IsSend(said.Text) ? (questions.CanBeSent ? questions : null)
            : WordList.IsSkip(said.Text) ? (questions.Current is { Required: true, Value.Length: 0 } ? null : questions)
            : WordList.IsNothing(said.Text) ? (questions.Current.Required ? null : questions.With(""))
            : questions.With(said.Text);
        if (after is null || (!questions.IsLast && !WordList.IsSend(said.Text)))
        {
            var before = after is null ? Languages.Best(language).Say(PlatformTexts.NotAnAnswer) : RichText.Empty;
            await answers.AskAsync(said.Room, said.Sender, group, language, after?.Next() ?? questions, before, said.EventId, stop).ConfigureAwait(false);
            return;
        }

        await DoAsync(said, group, language, new FormSubmitted(after.FormId, after.Values), stop).ConfigureAwait(false);
    }

    private async Task ChooseAsync(Said said, (GroupId Group, string Line) chosen, CancellationToken stop)
    {
        await choice.RememberAsync(said.Room, chosen.Group, stop).ConfigureAwait(false);
        if (chosen.Line.Length > 0) await CommandAsync(said, chosen.Line, stop).ConfigureAwait(false);
        else await answers.TellAsync(said, PlatformTexts.GroupNow, null, stop, ("group", await whereabouts.NameOfAsync((await whereabouts.PrivateAsync(said.Room, chosen.Group, stop).ConfigureAwait(false)).GroupRoom, stop).ConfigureAwait(false))).ConfigureAwait(false);
    }

    private async Task CommandAsync(Said said, string line, CancellationToken stop)
    {
        if (await choice.OfAsync(said, line, stop).ConfigureAwait(false) is not { } group) return;
        var body = new CommandSpoken(line);
        await DoAsync(said, group, Talk.LanguageOf(body), body, stop).ConfigureAwait(false);
    }

    private async Task DoAsync(Said said, GroupId? group, string? language, IntentBody body, CancellationToken stop)
    {
        if (group is not { } about || await whereabouts.PrivateAsync(said.Room, about, stop).ConfigureAwait(false) is var here && !await whereabouts.IsMemberAsync(here, said.Sender, stop).ConfigureAwait(false))
        {
            await answers.TellAsync(said, PlatformTexts.NoGroup, language, stop).ConfigureAwait(false);
            return;
        }

        var intent = await whereabouts.IntentAsync(said, here, language, body, stop).ConfigureAwait(false);
        if (await dispatcher.HandleAsync(intent, stop).ConfigureAwait(false) is { } reply) await answers.ToAsync(said, about, reply, isPrivate: true, stop).ConfigureAwait(false);
    }
}
