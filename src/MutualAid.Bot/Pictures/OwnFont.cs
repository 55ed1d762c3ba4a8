using ScottPlot;
using SkiaSharp;

namespace MutualAid.Bot.Pictures;

/// <summary>
/// The font of all pictures, from inside the program: a small machine has none, and two machines draw the same. Covers Latin, Greek and
/// Cyrillic. Open Sans, under the Apache licence beside the file.
/// </summary>
internal sealed class OwnFont : IFontResolver
{
    public const string Name = "Open Sans";

    private const string Resource = "font/OpenSans-Semibold.ttf";

    /// <summary>A new one each time: ScottPlot keeps it, and disposes it as it likes.</summary>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => CreateTypeface(fontName, bold: false, italic: false);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic)
    {
        if (fontName != Name) return null;
        using var font = typeof(OwnFont).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("The font is missing from the program.");
        return SKTypeface.FromStream(font);
    }
}
