using System.Text.RegularExpressions;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Digests;

/// <summary>
/// What a group reads in a reminder and a digest, word for word, on each platform and in each language. Where a text is meant to change:
/// run with <c>MUTUALAID_GOLDEN=write</c> and read the difference.
/// </summary>
public sealed partial class GoldenTests
{
    [Theory]
    [InlineData("playground", "en")]
    [InlineData("playground", "es")]
    [InlineData("discord", "en")]
    [InlineData("discord", "es")]
    [InlineData("matrix", "en")]
    [InlineData("matrix", "es")]
    public async Task Reminder_and_digest_read_as_they_should(string platform, string language)
    {
        await using var world = await World.StartAsync(
            settings: new Dictionary<string, string?> { ["Groups:Language"] = language, ["Groups:TimeZone"] = "Europe/Madrid" }, stage: await StageAsync(platform));
        // Four days: one that nobody took and of which the group is asked, one overdue, one today, one soon, one in parts, one covered, one met, and an offer.
        await world.Ana.TypesAsync("/need A bed for *two* category: housing area: Northside");
        await world.Ana.TypesAsync("/need Boxes");
        await world.AdvanceAsync(TimeSpan.FromDays(3));
        await world.AdvanceAsync(TimeSpan.FromHours(6));
        var asked = await ReadAsync(world, PostingKind.Reminder);
        await world.Ana.TypesAsync("/need A ride when: in 10 hours");
        await world.Cruz.TypesAsync("/need Sandbags when: tomorrow 18:00 quantity: 5");
        await world.Cruz.TypesAsync("/need Batteries when: in 3 days");
        await world.Ana.TypesAsync("/need Shoes");
        await world.Bo.TypesAsync("/claim 4 2");
        await world.Bo.TypesAsync("/claim 2");
        await world.Bo.TypesAsync("/claim 6");
        await world.Bo.TypesAsync("/done 6");
        await world.Dani.TypesAsync("/offer Haircuts at *home* category: skills area: Hilltop standing: yes");
        await world.AdvanceAsync(TimeSpan.FromHours(18));
        var read = $"{asked}\n\n{await ReadAsync(world, PostingKind.Reminder)}\n\n{await ReadAsync(world, PostingKind.Digest)}\n";
        var file = Path.Combine(Folder(), $"{platform}.{language}.txt");
        if (Environment.GetEnvironmentVariable("MUTUALAID_GOLDEN") == "write") await File.WriteAllTextAsync(file, read);
        Assert.Equal(await File.ReadAllTextAsync(file), read);
    }

    private static async Task<string> ReadAsync(World world, PostingKind kind)
    {
        await world.SettleAsync();
        var group = await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None);
        var posting = group!.Postings.Single(p => p.Kind == kind && !p.Retired);
        return Ids().Replace((await world.Stage.FindCardAsync(posting))!.Text, "ID");
    }

    private static async Task<IStage> StageAsync(string platform) => platform switch
    {
        "discord" => await DiscordStage.StartAsync(),
        "matrix" => await MatrixStage.StartAsync(await FakePeople.StartAsync()),
        _ => new PlaygroundStage(),
    };

    /// <summary>Beside this file; wherever the tests were built.</summary>
    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var golden = Path.Combine(at.FullName, "tests", "MutualAid.Tests", "Digests", "Golden");
            if (Directory.Exists(golden)) return golden;
        }

        throw new DirectoryNotFoundException("The golden texts are not beside the tests.");
    }

    /// <summary>What is another one each time: snowflakes, rooms and events.</summary>
    [GeneratedRegex("[0-9]{17,20}|[!$][A-Za-z0-9_-]{12,}(:[a-z.]+)?")]
    private static partial Regex Ids();
}
