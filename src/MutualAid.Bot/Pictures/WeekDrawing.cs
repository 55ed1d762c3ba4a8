using System.Globalization;
using MutualAid.Core.Chat;
using ScottPlot;
using ScottPlot.Hatches;
using SkiaSharp;

namespace MutualAid.Bot.Pictures;

/// <summary>
/// The weeks: pairs of bars with their numbers above them, and below, for the same weeks, hours as a line. Numbers, hatch and order say all that
/// colour says. Made to be read on a phone.
/// </summary>
internal static class WeekDrawing
{
    private const float TallPart = 0.58f;
    private const float Margin = 12;
    private const double BarWidth = 0.4;
    private const int FewestPlaces = 4;
    private const double RoomForLegend = 1.62;
    private const float HighestText = 27;
    private const float LowestText = 10;

    /// <summary>How wide a digit of the font is, as a part of its size.</summary>
    private const float DigitWidth = 0.6f;

    private static readonly Color Paper = Color.FromHex("#FFFFFF");
    private static readonly Color Ink = Color.FromHex("#1F2937");
    private static readonly Color PostedColour = Color.FromHex("#1D4ED8");
    private static readonly Color MetColour = Color.FromHex("#FED7AA");
    private static readonly Color MetHatch = Color.FromHex("#C2410C");
    private static readonly Color HoursColour = Color.FromHex("#0F766E");

    public static void Draw(WeekPicture picture, SKCanvas canvas, int width, int height)
    {
        canvas.Clear(SKColors.White);
        var place = (width - (2 * Margin)) / Places(picture);
        var middle = (int)(height * TallPart);
        using var bars = Bars(picture, place);
        Render(bars, canvas, new PixelRect(0, width, middle, 0));
        using var hours = Hours(picture, place);
        Render(hours, canvas, new PixelRect(0, width, height, middle));
    }

    /// <summary>A plot wipes the whole canvas before it draws.</summary>
    private static void Render(Plot plot, SKCanvas canvas, PixelRect part)
    {
        canvas.Save();
        canvas.ClipRect(new SKRect(part.Left, part.Top, part.Right, part.Bottom));
        plot.Render(canvas, part);
        canvas.Restore();
    }

    private static Plot Bars(WeekPicture picture, float place)
    {
        var plot = Sheet(picture, top: 8, bottom: 40);
        var numbers = picture.Weeks.SelectMany(w => new[] { w.Posted, w.Met }).ToList();
        var size = Fitting(numbers.Select(Short), place * (float)BarWidth);
        var hatch = new Striped(StripeDirection.DiagonalUp);
        Row(plot, size, picture.Weeks.Select(w => w.Posted), -BarWidth / 2, PostedColour, null);
        Row(plot, size, picture.Weeks.Select(w => w.Met), BarWidth / 2, MetColour, hatch);
        plot.Axes.SetLimitsY(0, RoomForLegend * Math.Max(1, numbers.Max()));
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, picture.Weeks.Length).Select(i => (double)i)], [.. picture.Weeks.Select(w => w.Label)]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = Fitting(picture.Weeks.Select(w => w.Label), place * 0.92f);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        ShowLegend(plot, Named(picture.Posted, PostedColour, null), Named(picture.Met, MetColour, hatch));
        return plot;
    }

    /// <summary>Above the bars. What ScottPlot would show by itself leaves the hatch out.</summary>
    private static void ShowLegend(Plot plot, params LegendItem[] items)
    {
        var legend = plot.ShowLegend(items, Alignment.UpperCenter);
        legend.Orientation = Orientation.Horizontal;
        (legend.FontName, legend.FontSize, legend.FontColor) = (OwnFont.Name, HighestText, Ink);
        (legend.SymbolWidth, legend.SymbolHeight, legend.InterItemPadding) = (34, 24, new PixelPadding(12, 4));
        (legend.OutlineWidth, legend.BackgroundColor, legend.ShadowColor) = (0, Colors.Transparent, Colors.Transparent);
        legend.Margin = new PixelPadding(0);
        legend.DisplayPlottableLegendItems = false;
    }

    private static LegendItem Named(string name, Color colour, IHatch? hatch) =>
        new() { LabelText = name, FillColor = colour, FillHatch = hatch, FillHatchColor = MetHatch, OutlineColor = Ink, OutlineWidth = 1 };

    private static void Row(Plot plot, float size, IEnumerable<int> numbers, double shift, Color colour, IHatch? hatch)
    {
        var row = plot.Add.Bars(numbers.Select((n, i) => new Bar
        {
            Position = i + shift,
            Value = n,
            Size = BarWidth,
            ValueLabel = Short(n),
            FillColor = colour,
            FillHatch = hatch,
            FillHatchColor = MetHatch,
            LineColor = Ink,
            LineWidth = 1,
        }).ToArray());
        row.ValueLabelStyle.FontSize = size;
        row.ValueLabelStyle.ForeColor = Ink;
    }

    private static Plot Hours(WeekPicture picture, float place)
    {
        var plot = Sheet(picture, top: 40, bottom: 4);
        var most = Math.Max(0.1, picture.Weeks.Max(w => w.Hours ?? 0));
        var size = Fitting(picture.Weeks.Select(w => w.HoursLabel ?? ""), place);
        foreach (var run in Runs(picture))
        {
            var line = plot.Add.Scatter(run.Select(p => new Coordinates(p.At, p.Hours)).ToArray(), HoursColour);
            (line.LineWidth, line.MarkerSize, line.MarkerShape) = (3, 13, MarkerShape.FilledCircle);
        }

        for (var i = 0; i < picture.Weeks.Length; i++)
        {
            var label = plot.Add.Text(picture.Weeks[i].HoursLabel ?? "–", i, picture.Weeks[i].Hours ?? 0);
            (label.LabelFontName, label.LabelFontSize, label.LabelFontColor) = (OwnFont.Name, size, Ink);
            (label.LabelAlignment, label.OffsetY, label.LabelBackgroundColor) = (Alignment.LowerCenter, -9, Paper.WithAlpha(0.8));
        }

        plot.Axes.SetLimitsY(-0.2 * most, 1.6 * most);
        plot.Title(picture.Hours, HighestText);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.SetTicks([], []);
        plot.Axes.Bottom.FrameLineStyle.Width = 0;
        return plot;
    }

    /// <summary>Weeks in a row that have something to show: a line does not run on through a week without.</summary>
    private static IEnumerable<IReadOnlyList<(int At, double Hours)>> Runs(WeekPicture picture)
    {
        var run = new List<(int At, double Hours)>();
        for (var i = 0; i < picture.Weeks.Length; i++)
        {
            if (picture.Weeks[i].Hours is { } hours)
            {
                run.Add((i, hours));
                continue;
            }

            if (run.Count > 0) yield return run;
            run = [];
        }

        if (run.Count > 0) yield return run;
    }

    private static Plot Sheet(WeekPicture picture, float top, float bottom)
    {
        var plot = new Plot();
        plot.Font.Set(OwnFont.Name);
        plot.FigureBackground.Color = Paper;
        plot.DataBackground.Color = Paper;
        plot.Axes.Color(Ink);
        plot.HideGrid();
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Right, plot.Axes.Top }) axis.IsVisible = false;
        plot.Layout.Fixed(new PixelPadding(Margin, Margin, bottom, top));
        var (centre, half) = ((picture.Weeks.Length - 1) / 2.0, Places(picture) / 2.0);
        plot.Axes.SetLimitsX(centre - half, centre + half);
        return plot;
    }

    /// <summary>A single week has bars of a usual width, too.</summary>
    private static int Places(WeekPicture picture) => Math.Max(FewestPlaces, picture.Weeks.Length);

    private static float Fitting(IEnumerable<string> labels, float width) =>
        Math.Clamp(width / (DigitWidth * Math.Max(1, labels.Max(l => l.Length))), LowestText, HighestText);

    /// <summary>What is too long to stand above a bar, in thousands or millions; the words beside the picture say it exactly.</summary>
    private static string Short(int n) => n switch
    {
        >= 10_000_000 => (n / 1_000_000).ToString(CultureInfo.InvariantCulture) + "M",
        >= 100_000 => (n / 1_000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => n.ToString(CultureInfo.InvariantCulture),
    };
}
