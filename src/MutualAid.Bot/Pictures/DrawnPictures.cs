using MutualAid.Core.Chat;
using ScottPlot;
using SkiaSharp;

namespace MutualAid.Bot.Pictures;

/// <summary>
/// Draws by ScottPlot. Where the machine has no library to draw with, it says so once, in the log, and draws nothing from then on.
/// </summary>
internal sealed partial class DrawnPictures(ILogger<DrawnPictures> log) : IPictures
{
    private const int Width = 800;
    private const int Height = 450;
    private const int Lossless = 100;

    // ScottPlot keeps fonts in static tables, one for the process, that are not made for several threads.
    private static readonly Lock One = new();
    private static bool knowsFont;

    private bool cannot;

    public byte[]? Png(Picture picture)
    {
        lock (One)
        {
            if (cannot) return null;
            try
            {
                if (!knowsFont) Fonts.FontResolvers.Insert(0, new OwnFont());
                knowsFont = true;
                return Draw(picture);
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException)
            {
                cannot = true;
                LogCannot(log, e.GetType().Name);
                return null;
            }
        }
    }

    private static byte[] Draw(Picture picture)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        switch (picture)
        {
            case WeekPicture weeks: WeekDrawing.Draw(weeks, surface.Canvas, Width, Height); break;
            default: throw new InvalidOperationException($"How to draw a {picture.GetType().Name} is missing.");
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, Lossless);
        return png.ToArray();
    }

    [LoggerMessage(1, LogLevel.Warning, "This machine can't draw, so charts are shown in words alone: {Cause}")]
    private static partial void LogCannot(ILogger log, string cause);
}
