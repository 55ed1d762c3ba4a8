using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix;

/// <summary>What Matrix does with what is private. Files go to the room that one person and the bot have alone.</summary>
internal sealed partial class MatrixPlatform : IPrivateFiles, IDisclosing, IGroupNotes
{
    public string AboutFiles(string language) => Languages.Best(language).Plain(PlatformTexts.MatrixFiles);

    public string WhoReads(string language) => Languages.Best(language).Plain(PlatformTexts.MatrixReads);

    public string LinkTo(PlaceId place, MessageId? message) =>
        Texting.Address(MatrixIds.RoomOf(place)) + (message is { } shown ? "/" + Uri.EscapeDataString(MatrixIds.EventOf(shown)) : "");

    public Task EraseNotesAsync(GroupId group, CancellationToken cancellationToken) => rooms.EraseAsync(group, cancellationToken);
}
