using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Bot.Pictures;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Localisation;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Bot.Pictures;

/// <summary>What is drawn. <c>MUTUALAID_SCREENSHOTS=folder</c> leaves the pictures there, to be looked at.</summary>
public sealed class PictureTests
{
    private const int AMegabyte = 1_000_000;

    private static readonly LocalDate First = new(2026, 10, 5);

    public static TheoryData<string> Charts => ["usual", "zeros", "one", "huge", "gaps", "spanish"];

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_chart_is_a_PNG_that_a_phone_can_show(string name)
    {
        var png = Draw(name);
        Assert.Equal((800, 450), Png.SizeOf(png));
        Assert.InRange(png.Length, 1_000, AMegabyte);
        if (Environment.GetEnvironmentVariable("MUTUALAID_SCREENSHOTS") is { Length: > 0 } folder) File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder).FullName, $"chart-{name}.png"), png);
    }

    [Fact]
    public void The_same_numbers_are_the_same_bytes_from_any_thread()
    {
        var pictures = new DrawnPictures(NullLogger<DrawnPictures>.Instance);
        var drawn = new byte[8][];
        Parallel.For(0, drawn.Length, i => drawn[i] = pictures.Png(Chart("usual").Picture!)!);
        Assert.All(drawn, png => Assert.Equal(drawn[0], png));
        Assert.NotEqual(drawn[0], Draw("gaps"));
    }

    [Fact]
    public void What_is_no_PNG_has_no_size() => Assert.Throws<ArgumentException>(() => Png.SizeOf(new byte[100]));

    internal static Card Chart(string name) => WeekChart.Of(Weeks(name), Languages.Best(name == "spanish" ? "es" : "en"));

    private static byte[] Draw(string name) => new DrawnPictures(NullLogger<DrawnPictures>.Instance).Png(Chart(name).Picture!)!;

    private static ImmutableArray<WeekTally> Weeks(string name) => name switch
    {
        "zeros" => Weeks(Enumerable.Repeat((0, 0, (double?)null), 8)),
        "one" => Weeks([(3, 2, 1.5)]),
        "huge" => Weeks(Enumerable.Range(0, 8).Select(i => (123_456 * (i + 1) * (i + 1), 98_765 * (i + 1), (double?)(700.5 * (i * i * i))))),
        "gaps" => Weeks([(4, 1, 5), (0, 0, null), (1, 0, null), (7, 6, 30), (12, 9, 2.25), (2, 2, null), (120, 99, 0.01), (31, 30, 3)]),
        _ => Weeks([(12, 9, 6.4), (15, 14, 4.2), (9, 8, 11.7), (22, 17, 3.1), (18, 18, 2.4), (25, 21, 1.8), (14, 12, 2.9), (19, 11, 5.5)]),
    };

    private static ImmutableArray<WeekTally> Weeks(IEnumerable<(int Posted, int Met, double? Hours)> numbers) =>
        [.. numbers.Select((n, i) => new WeekTally(First.PlusWeeks(i), n.Posted, n.Met, n.Hours))];
}
