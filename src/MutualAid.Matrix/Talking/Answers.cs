using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Talking;

/// <summary>
/// Answers people: in private, in the room that they and the bot have alone. Only how something was misread stands where it was typed; where
/// no such room can be had, all that is said in public is how to get one. Each answer has a transaction id that follows from what it answers.
/// </summary>
internal sealed partial class Answers(MatrixApi api, DirectRooms direct, ReplyRendering rendering, QuestionRendering asking, Standing standing, UsualLanguage usual, MatrixClock clock, ILogger<Answers> log)
{
    private const string MessageType = "m.room.message";
    private readonly Turns turns = new();

    /// <summary>Answers what somebody said. Completes when it is said; never throws but for cancellation.</summary>
    public Task ToAsync(Said said, GroupId group, Reply reply, bool isPrivate, CancellationToken stop)
    {
        if (!isPrivate && reply is { IsAboutInput: true, Form: null })
            return SayAsync(async () => await BesideAsync(said, await rendering.PublicAsync(said.Room, said.Sender, reply, stop).ConfigureAwait(false), stop).ConfigureAwait(false), stop);
        return WhisperAsync(said.Sender, group, reply, said.EventId, isPrivate ? null : said, stop);
    }

    /// <summary>Says something to one person alone. <paramref name="beside"/>: where they are told how to be reached, if they can't be.</summary>
    public Task WhisperAsync(string user, GroupId group, Reply reply, string cause, Said? beside, CancellationToken stop) => InOrderAsync(user, async () =>
    {
        if (await OpenAsync(user, reply, beside, stop).ConfigureAwait(false) is not { } room) return;
        if (reply.Form is { } form)
        {
            await AskAsync(room, user, group, reply.Language, Questions.Of(form), reply.Text.Spans.IsEmpty ? RichText.Of(form.Title) : reply.Text, cause, stop).ConfigureAwait(false);
            return;
        }

        var messages = await rendering.MessagesAsync(room, user, group, reply, stop).ConfigureAwait(false);
        for (var i = 0; i < messages.Count; i++) await SendAsync(room, cause, i, messages[i], stop).ConfigureAwait(false);
        if (!reply.Files.IsEmpty) await GiveAsync(room, user, group, reply, messages.Count, cause, stop).ConfigureAwait(false);
    }, stop);

    /// <summary>Goes on asking in a private room.</summary>
    public Task AskAsync(string room, string user, GroupId group, string language, Questions questions, RichText before, string cause, CancellationToken stop) => SayAsync(async () =>
        await SendAsync(room, cause, 0, await asking.MessageAsync(room, user, group, Languages.Best(language), questions, before, stop).ConfigureAwait(false), stop).ConfigureAwait(false), stop);

    /// <summary>Answers in a private room with what is no answer of a use case. <paramref name="language"/> null: unknown.</summary>
    public Task TellAsync(Said said, string key, string? language, CancellationToken stop, params (string Name, object Value)[] values)
    {
        var words = usual.Or(language);
        var note = new JsonObject { ["language"] = words.Tag };
        return SayAsync(said, Content.Message(new Written().Words(Texting.Commands(words.Plain(key, values))), [said.Sender], isText: true, note), stop);
    }

    /// <summary>Answers in a private room.</summary>
    public Task SayAsync(Said said, JsonObject content, CancellationToken stop) => SayAsync(() => SendAsync(said.Room, said.EventId, 0, content, stop), stop);

    /// <summary>Says something in the thread of what was said, for all to read.</summary>
    private async Task BesideAsync(Said said, JsonObject content, CancellationToken stop) => await api.SendAsync(
        said.Room, MessageType, Token.From("beside", said.EventId), Content.InThread(content, said.Thread ?? said.EventId, said.EventId), Urgency.Answer, stop, Patience.Endless).ConfigureAwait(false);

    private async Task<string?> OpenAsync(string user, Reply reply, Said? beside, CancellationToken stop)
    {
        try
        {
            return await direct.OpenAsync(user, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e) when (e.Code != ErrorCodes.UnknownToken)
        {
            LogNotReached(log, e.Code);
            if (beside is null) return null;
            var text = new Written().Words(Languages.Best(reply.Language).Plain(PlatformTexts.MessageMe)).Words(" ").Link(api.Me, Texting.Address(api.Me));
            await BesideAsync(beside, Content.Message(text, [user], isText: true), stop).ConfigureAwait(false);
            return null;
        }
    }

    private async Task SendAsync(string room, string cause, int part, JsonObject content, CancellationToken stop)
    {
        if (content[Content.Note] is JsonObject note) note["cause"] = cause;
        var transaction = Token.From("answer", cause, part.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // Before, and not after: who reads the new answer can be sure that the details are gone.
        foreach (var message in standing.TakeDetails(room, cause)) await RedactAsync(room, message, stop).ConfigureAwait(false);
        var sent = await api.SendAsync(room, MessageType, transaction, content, Urgency.Answer, stop, Patience.Endless).ConfigureAwait(false);
        standing.Saw(room, sent, content);
    }

    private async Task RedactAsync(string room, string message, CancellationToken stop)
    {
        try
        {
            await api.RedactAsync(room, message, Token.From("outlived", message), stop, Urgency.Answer, Patience.Endless).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e)
        {
            LogNotRedacted(log, e.Code);
        }
    }

    /// <summary>Files, each a message of its own that is taken away like other private answers ("m.file"); where they are refused, that is said.</summary>
    private async Task GiveAsync(string room, string user, GroupId group, Reply reply, int part, string cause, CancellationToken stop)
    {
        var contents = new List<JsonObject>();
        try
        {
            foreach (var file in reply.Files)
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(file.Text);
                var address = await api.UploadAsync(file.Name, new RawBody(file.Type, bytes), stop).ConfigureAwait(false);
                contents.Add(Content.File(file.Name, file.Type, bytes.Length, address, ReplyRendering.Note(group, reply, Offer.None)));
            }
        }
        catch (MatrixRefusedException e) when (e.Code != ErrorCodes.UnknownToken)
        {
            // Forbidden, or a full quota: half a copy would be none.
            LogNotGiven(log, e.Code);
            var words = new Written().Words(Languages.Best(reply.Language).Plain(PlatformTexts.FileRefused));
            contents = [Content.Message(words, [user], isText: true, ReplyRendering.Note(group, reply, Offer.None))];
        }

        foreach (var content in contents) await SendAsync(room, cause, part++, content, stop).ConfigureAwait(false);
    }

    /// <summary>One after the other for each person, in the order that they spoke.</summary>
    private async Task InOrderAsync(string user, Func<Task> say, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(user, stop).ConfigureAwait(false);
        await SayAsync(say, stop).ConfigureAwait(false);
    }

    /// <summary>For as long as the homeserver is away; who can't be answered at all is not.</summary>
    private async Task SayAsync(Func<Task> say, CancellationToken stop)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await say().ConfigureAwait(false);
                return;
            }
            catch (MatrixUnreachableException)
            {
                await clock.DelayAsync(Pauses.After(failures), stop).ConfigureAwait(false);
            }
            catch (MatrixRefusedException e)
            {
                LogUnanswered(log, e.Code);
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Somebody could not be answered: {Code}")]
    private static partial void LogUnanswered(ILogger log, string code);

    [LoggerMessage(3, LogLevel.Warning, "Details that were shown to one person could not be taken away again: {Code}")]
    private static partial void LogNotRedacted(ILogger log, string code);

    [LoggerMessage(4, LogLevel.Warning, "The homeserver did not take files that were for one person: {Code}")]
    private static partial void LogNotGiven(ILogger log, string code);

    [LoggerMessage(2, LogLevel.Information, "No private room could be had with somebody: {Code}")]
    private static partial void LogNotReached(ILogger log, string code);
}
