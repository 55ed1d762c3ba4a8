using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MutualAid.Core.Chat;

/// <summary>
/// What is to be drawn: numbers and words, not pixels. All its words are ours, in the language of the card, and nothing a member wrote or is
/// called is in it. Immutable.
/// </summary>
public abstract record Picture
{
    /// <summary>All that is drawn, as a text: the same for two pictures that look the same.</summary>
    internal abstract string Content();
}

/// <summary>
/// The last weeks, oldest first: what was posted and met, as pairs of bars, and below it how long a first claim took. At least one week, and as
/// many as are legible: eight.
/// </summary>
/// <param name="Weeks">The numbers.</param>
/// <param name="Posted">The name of the first bar of a pair.</param>
/// <param name="Met">The name of the second.</param>
/// <param name="Hours">The heading of what is below.</param>
public sealed record WeekPicture(ImmutableArray<PictureWeek> Weeks, string Posted, string Met, string Hours) : Picture
{
    internal override string Content()
    {
        var text = new StringBuilder();
        void Part(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part).Append(';');
        foreach (var name in new[] { Posted, Met, Hours }) Part(name);
        foreach (var week in Weeks)
        {
            Part(week.Label);
            Part(string.Create(CultureInfo.InvariantCulture, $"{week.Posted} {week.Met} {week.Hours:R}"));
            Part(week.HoursLabel);
        }

        return text.ToString();
    }
}

/// <summary>
/// One week. <paramref name="Label"/> names it shortly; <paramref name="Hours"/> is null where nothing was claimed, and then
/// <paramref name="HoursLabel"/> is, too.
/// </summary>
public sealed record PictureWeek(string Label, int Posted, int Met, double? Hours, string? HoursLabel);

/// <summary>Draws pictures. Safe from any thread.</summary>
public interface IPictures
{
    /// <summary>
    /// The picture as a PNG of at most 1 MB, opaque, the same bytes for the same picture; null where this machine can't draw: the card is then
    /// shown in words alone. Takes some hundredths of a second, and does not wait for anything.
    /// </summary>
    byte[]? Png(Picture picture);
}

/// <summary>What can be read off a PNG without drawing it.</summary>
public static class Png
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Width and height in pixels (PNG specification, 11.2.1, IHDR). Throws <see cref="ArgumentException"/> where it is no PNG.</summary>
    public static (int Width, int Height) SizeOf(ReadOnlySpan<byte> png) => png.Length >= 24 && png.StartsWith(Signature)
        ? (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]))
        : throw new ArgumentException("Not a PNG.", nameof(png));
}
