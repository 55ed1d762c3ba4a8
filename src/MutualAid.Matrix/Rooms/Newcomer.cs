using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Rooms;

/// <summary>The bot came into a room: it says hello once, and what to type.</summary>
internal sealed class Newcomer(MatrixApi api, RoomStates states, DirectRooms direct, Upgrades upgrades, Reopened reopened, Encrypted encrypted, UsualLanguage usual)
{
    public async Task<Task> GreetAsync(string room, JsonElement joined, CancellationToken stop)
    {
        var state = await states.OfAsync(room, stop).ConfigureAwait(false);
        if (state.Creator == api.Me && state.NoteOf(api.Me).Text("kind") is { } kind)
        {
            // Made by the bot itself, perhaps just before a crash: the account's list must know it.
            if (kind == "direct" && state.NoteOf(api.Me).Text("user") is { } user) await direct.AddAsync(user, room, stop).ConfigureAwait(false);
            return Task.CompletedTask;
        }

        if (state.Encrypted) return await encrypted.TellAsync(room, stop).ConfigureAwait(false);
        if (await upgrades.WasExpectedAsync(room, state, stop).ConfigureAwait(false)) return Task.CompletedTask;
        await reopened.TryAsync(room, stop).ConfigureAwait(false);
        var text = new Written().Words(Texting.Commands(usual.Or(null).Plain(direct.IsDirect(room) ? PlatformTexts.HelloDirect : PlatformTexts.Hello)));
        return SayAsync(room, joined.Text("event_id") ?? room, text, stop);
    }

    private async Task SayAsync(string room, string cause, Written text, CancellationToken stop)
    {
        try
        {
            await api.SendAsync(room, "m.room.message", Token.From("hello", cause), Content.Message(text, [], isText: false), Urgency.Answer, stop, Patience.Endless).ConfigureAwait(false);
        }
        catch (MatrixRefusedException)
        {
            // It may not speak there; whoever asks for /settings is told what is missing.
        }
    }
}
