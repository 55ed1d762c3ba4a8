using System.Buffers.Binary;
using System.Security.Cryptography;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>
/// A picture as a message shows it: a file that goes along, and a gallery that refers to it (Discord: Components, Media Gallery; Reference,
/// Uploading Files). <paramref name="description"/> is what a screen reader says.
/// </summary>
internal sealed class ShownPicture(byte[] png, string description)
{
    private const string Name = "chart.png";

    /// <summary>
    /// Follows from the picture itself, so that the message that shows it tells whether it shows this one: positive, and no other than the ids of
    /// containers.
    /// </summary>
    public int Id { get; } = (BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(png)) & 0x1FFF_FFFF) | 0x2000_0000;

    public Component Gallery => new() { Type = ComponentTypes.MediaGallery, Id = Id, Items = [new GalleryItem(new FileReference("attachment://" + Name), description)] };

    public IReadOnlyList<RestFile> Files => [new RestFile(Name, "image/png", png)];

    public IReadOnlyList<AttachmentBody> Attachments => [new AttachmentBody("0", Name, description)];

    /// <summary>Whether a message shows exactly this picture.</summary>
    public bool IsIn(Message message) => message.Components?.Any(IsIn) is true;

    private bool IsIn(Component component) =>
        (component.Type == ComponentTypes.MediaGallery && component.Id == Id) || component.Components?.Any(IsIn) is true;
}
