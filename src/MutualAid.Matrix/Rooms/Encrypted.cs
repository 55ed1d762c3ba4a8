using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// Rooms whose messages the bot can't read yet: it says so once, and how to go on. What it shows there it shows in the clear; reactions are
/// never encrypted ("End-to-end encryption", Event annotations), so they work.
/// </summary>
internal sealed class Encrypted(MatrixApi api, RoomStates states, DirectRooms direct, UsualLanguage usual)
{
    private const int Remembered = 2_000;
    private readonly Recent<string, bool> told = new(Remembered);

    /// <summary>Whether it is still to be said there; true once a room. What else comes that can't be read costs nothing, however much it is.</summary>
    public bool IsToTell(string room) => told.Add(room, true);

    /// <summary>Says it, unless it was said there before a restart.</summary>
    public async Task<Task> TellAsync(string room, CancellationToken stop)
    {
        told.Set(room, true);
        if ((await api.NoteAsync(room, Content.Note, stop).ConfigureAwait(false))?.Flag("told_encrypted") is true) return Task.CompletedTask;
        return SayAsync(room, stop);
    }

    private async Task SayAsync(string room, CancellationToken stop)
    {
        var language = usual.Or(null);
        var text = new Written();
        if (direct.IsDirect(room))
        {
            text.Words(language.Plain(PlatformTexts.EncryptedDirect));
        }
        else
        {
            var parts = language.Plain(PlatformTexts.Encrypted, ("bot", "\0")).Split('\0');
            text.Words(parts[0]).Link(api.Me, Texting.Address(api.Me)).Words(parts[1]);
        }

        try
        {
            await api.SendAsync(room, "m.room.message", Token.From("encrypted", room), Content.Message(text, [], isText: false), Urgency.Answer, stop, Patience.Endless).ConfigureAwait(false);
            await api.SetNoteAsync(room, Content.Note, new JsonObject { ["told_encrypted"] = true }, stop).ConfigureAwait(false);
            if (direct.WhoseIs(room) is { } user) await direct.OpenAsync(user, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException)
        {
            // It may not speak there.
        }

        states.Changed(room, "m.room.encryption", default);
    }
}
