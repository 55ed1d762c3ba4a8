using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Talking;

/// <summary>What people say, in a group's room: commands, the bot's name, answers to its cards. Everything else said there is not ours to read.</summary>
internal sealed class Talk(
    Dispatcher dispatcher, Answers answers, PrivateTalk privateTalk, Whereabouts whereabouts, Standing standing, Floods floods, DirectRooms direct, RoomStates states,
    MatrixApi api, MatrixSelf self, UsualLanguage usual)
{
    /// <summary>No answer to a card is longer than this.</summary>
    private const int LongestAnswer = 60;

    /// <summary>What an event says, or null where it can't be meant for the bot.</summary>
    public Said? Reads(string room, JsonElement e)
    {
        if (Said.Read(room, e, self.User) is not { Text.Length: > 0 } said) return null;
        if (direct.IsDirect(room)) return said;
        return LineOf(said) is not null || Addressed.IsMisspelt(said.Text) || (said.Answered is not null && said.Text.Length <= LongestAnswer) ? said : null;
    }

    /// <summary>Does what was said; what comes back completes when it is answered.</summary>
    public async Task<Task> AnswerAsync(Said said, CancellationToken stop)
    {
        if (direct.IsDirect(said.Room) && await direct.IsAloneWithAsync(said.Room, said.Sender, stop).ConfigureAwait(false))
        {
            // One after the other: what comes next may be the answer to what is said now.
            await privateTalk.AnswerAsync(said, stop).ConfigureAwait(false);
            return Task.CompletedTask;
        }

        var here = await whereabouts.InRoomAsync(said.Room, stop).ConfigureAwait(false);
        IntentBody? body = null;
        if (LineOf(said) is { } line)
        {
            body = new CommandSpoken(CommandList.Find(Addressed.FirstWord(line)) is null && Addressed.ByName(said.Text, self.User, self.Name) is not null ? "help" : line);
        }
        else if (said.Answered is { } answered)
        {
            var note = await standing.NoteOfAsync(said.Room, answered, stop).ConfigureAwait(false);
            if ((Offer.Read(note).Chosen(said.Text) ?? Offer.WantedOf(note, said.Text)) is { } action) body = new ActionPressed(action);
        }

        if (body is null && Addressed.IsMisspelt(said.Text)) body = new CommandSpoken(said.Text[1..]);
        if (body is null) return Task.CompletedTask;
        if (floods.Ask(said.Sender) is var allowance and not Allowance.Heard)
            return allowance == Allowance.TellThem ? TellTooFastAsync(said, here.Group, stop) : Task.CompletedTask;

        var intent = await whereabouts.IntentAsync(said, here, LanguageOf(body), body, stop).ConfigureAwait(false);
        var reply = await dispatcher.HandleAsync(intent, stop).ConfigureAwait(false);
        var saying = reply is null ? Task.CompletedTask : answers.ToAsync(said, here.Group, reply, isPrivate: false, stop);
        return body is CommandSpoken spoken && SaysDetails(spoken.Line) && !here.IsPrivate ? Task.WhenAll(saying, HideAsync(said, here, reply, stop)) : saying;
    }

    /// <summary>So much of theirs waits that this is not done. They are told so, once.</summary>
    public async Task<Task> TooMuchAsync(Said said, CancellationToken stop)
    {
        if (!floods.Overran(said.Sender)) return Task.CompletedTask;
        if (direct.IsDirect(said.Room) && await direct.IsAloneWithAsync(said.Room, said.Sender, stop).ConfigureAwait(false))
            return answers.TellAsync(said, PlatformTexts.TooFast, null, stop);
        return TellTooFastAsync(said, (await whereabouts.InRoomAsync(said.Room, stop).ConfigureAwait(false)).Group, stop);
    }

    /// <summary>The language that a command was typed in, where that can be told.</summary>
    public static string? LanguageOf(IntentBody body) => body is CommandSpoken spoken ? CommandList.LanguageOf(Addressed.FirstWord(spoken.Line)) : null;

    private string? LineOf(Said said) => Addressed.Signed(said.Text) ?? Addressed.ByName(said.Text, self.User, self.Name);

    private static bool SaysDetails(string line) =>
        CommandList.Find(Addressed.FirstWord(line))?.Options.FirstOrDefault(o => o.Name == "details") is { } details
        && Languages.All.Select(details.NameIn).Append(details.Name).Any(n => line.Contains(n + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>Private details were said to everybody: the message is removed where that is allowed, and whoever said it is told.</summary>
    private async Task HideAsync(Said said, Here here, Reply? reply, CancellationToken stop)
    {
        var removed = false;
        try
        {
            if ((await states.OfAsync(said.Room, stop).ConfigureAwait(false)).MayRedact(api.Me))
            {
                await api.RedactAsync(said.Room, said.EventId, Token.From("hide", said.EventId), stop).ConfigureAwait(false);
                removed = true;
            }
        }
        catch (MatrixRefusedException)
        {
            // Then they are told to do it themselves.
        }

        var language = usual.Or(reply?.Language);
        var told = new Reply { Language = language.Tag, Text = language.Say(removed ? PlatformTexts.SaidInPublicRemoved : PlatformTexts.SaidInPublic) };
        await answers.WhisperAsync(said.Sender, here.Group, told, "hide" + said.EventId, beside: null, stop).ConfigureAwait(false);
    }

    private async Task TellTooFastAsync(Said said, GroupId group, CancellationToken stop)
    {
        var language = usual.Or(null);
        await answers.WhisperAsync(said.Sender, group, new Reply { Language = language.Tag, Text = language.Say(PlatformTexts.TooFast) }, said.EventId, beside: null, stop).ConfigureAwait(false);
    }
}
