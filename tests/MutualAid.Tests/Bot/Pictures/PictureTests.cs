using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Bot.Pictures;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot.Pictures;

/// <summary>What is drawn. <c>MUTUALAID_SCREENSHOTS=folder</c> leaves the pictures there, to be looked at.</summary>
public sealed class PictureTests
{
    private const int AMegabyte = 1_000_000;

    public static TheoryData<string> Names => ["usual", "zeros", "one", "huge", "gaps", "spanish"];

    [Theory]
    [MemberData(nameof(Names))]
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
        Parallel.For(0, drawn.Length, i => drawn[i] = pictures.Png(Charts.Of("usual").Picture!)!);
        Assert.All(drawn, png => Assert.Equal(drawn[0], png));
        Assert.NotEqual(drawn[0], Draw("gaps"));
    }

    [Fact]
    public void What_is_no_PNG_has_no_size() => Assert.Throws<ArgumentException>(() => Png.SizeOf(new byte[100]));

    private static byte[] Draw(string name) => new DrawnPictures(NullLogger<DrawnPictures>.Instance).Png(Charts.Of(name).Picture!)!;
}
