using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix;

/// <summary>What Matrix does with what is private. Files go to the room that one person and the bot have alone.</summary>
internal sealed partial class MatrixPlatform : IPrivateFiles, IDisclosing, IPrivateWords, IGroupNotes
{
    private const int TakenBackAtOnce = 50;

    public string AboutFiles(string language) => Languages.Best(language).Plain(PlatformTexts.MatrixFiles);

    public string WhoReads(string language) => Languages.Best(language).Plain(PlatformTexts.MatrixReads);

    public string LinkTo(PlaceId place, MessageId? message) =>
        Texting.Address(MatrixIds.RoomOf(place)) + (message is { } shown ? "/" + Uri.EscapeDataString(MatrixIds.EventOf(shown)) : "");

    public Task EraseNotesAsync(GroupId group, CancellationToken cancellationToken) => rooms.EraseAsync(group, cancellationToken);

    /// <summary>All but the newest of the bot's messages in the room that the two have alone: that one is what is answered to being forgotten.</summary>
    public Task<bool> TakeBackAsync(PersonId person, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var filter = Json.Write(new JsonObject { ["senders"] = new JsonArray(api.Me), ["types"] = new JsonArray(MessageType) });
        var taken = 0;
        foreach (var room in direct.RoomsOf(MatrixIds.UserOf(person)!))
        {
            string? from = null;
            var isNewest = true;
            for (var page = 0; page < MostPages; page++)
            {
                var said = await api.MessagesAsync(room, from, null, filter, PageSize, cancellationToken).ConfigureAwait(false);
                foreach (var message in said.Items("chunk").Where(m => m.Object("content").Has("body")))
                {
                    if (isNewest)
                    {
                        isNewest = false;
                        continue;
                    }

                    if (++taken > TakenBackAtOnce) return false;
                    await RedactAsync(room, message.Text("event_id")!, cancellationToken).ConfigureAwait(false);
                }

                if ((from = said.Text("end")) is null) break;
            }
        }

        return true;
    });

    /// <summary>
    /// A client shows who asks what a message said before each edit ("Event replacements"), so the message and its edits go, the message last: a crash in
    /// between is made good by the next attempt.
    /// </summary>
    private async Task EraseAsync(string room, string original, CancellationToken cancellationToken)
    {
        string? from = null;
        do
        {
            var edits = await api.EditsAsync(room, original, from, cancellationToken).ConfigureAwait(false);
            foreach (var edit in edits.Items("chunk").Where(e => e.Object("content").Has("body"))) await RedactAsync(room, edit.Text("event_id")!, cancellationToken).ConfigureAwait(false);
            from = edits.Text("next_batch");
        }
        while (from is not null);
        await RedactAsync(room, original, cancellationToken).ConfigureAwait(false);
    }

    private Task RedactAsync(string room, string message, CancellationToken cancellationToken) =>
        api.RedactAsync(room, message, Token.From("erase", message), cancellationToken);
}
