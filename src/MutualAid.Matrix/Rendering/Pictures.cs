using System.Security.Cryptography;
using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rendering;

/// <summary>A picture that is on the homeserver. <paramref name="Hash"/> says which; it is noted in the message that shows it.</summary>
internal sealed record ShownPicture(string Url, string Hash, int Width, int Height, int Size)
{
    public const string Name = "chart.png";
    public const string Type = "image/png";
}

/// <summary>
/// Draws the pictures of cards and puts them on the homeserver, each once: a message that shows it already has its address, and a post that is
/// tried again finds the address of the first try. Remembers a few addresses. Thread-safe.
/// </summary>
internal sealed class Pictures(IPictures drawing, MatrixApi api)
{
    private const int Remembered = 100;
    private readonly Recent<string, string> addresses = new(Remembered);

    /// <summary>
    /// The picture of a card; null where it has none, and where it can't be drawn or the homeserver takes no such file: its words then stand
    /// alone. <paramref name="shown"/> is the event that shows the card now, if any.
    /// </summary>
    public async Task<ShownPicture?> OfAsync(Card card, JsonElement? shown, CancellationToken stop)
    {
        if (card.Picture is not { } picture || drawing.Png(picture) is not { } png) return null;
        var hash = Convert.ToHexStringLower(SHA256.HashData(png));
        var (width, height) = Png.SizeOf(png);
        if (AddressIn(shown, hash) is not { } address && !addresses.TryGet(hash, out address!))
        {
            try
            {
                address = await api.UploadAsync(ShownPicture.Name, new RawBody(ShownPicture.Type, png), stop).ConfigureAwait(false);
            }
            catch (MatrixRefusedException e) when (e.Code != ErrorCodes.UnknownToken)
            {
                // Forbidden, too large, a full quota: it would be refused again, and the words say the same ("Content repository").
                return null;
            }
        }

        addresses.Set(hash, address);
        return new ShownPicture(address, hash, width, height, png.Length);
    }

    /// <summary>The address of this very picture in the newest version of a message; null where it shows another one or none.</summary>
    private static string? AddressIn(JsonElement? shown, string hash)
    {
        if (shown is not { } message) return null;
        var newest = message.Object("unsigned").Object("m.relations").Object("m.replace").Object("content").Object("m.new_content");
        var content = newest.ValueKind == JsonValueKind.Object ? newest : message.Object("content");
        return Content.NoteOf(content).Text("picture") == hash && content.Text("url") is { } url && url.StartsWith("mxc://", StringComparison.Ordinal) ? url : null;
    }
}
