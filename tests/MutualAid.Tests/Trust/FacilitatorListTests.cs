using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>A facilitator's power is listed: the README of Core has every act, every act is written down, and nothing else in Core asks for a facilitator.</summary>
public sealed partial class FacilitatorListTests
{
    /// <summary>Every file of Core that asks whether somebody is a facilitator, with what it is for; the empty ones only show or say something.</summary>
    private static readonly Dictionary<string, ActKind[]> Asking = new()
    {
        ["Needs/CloseNeed.cs"] = [ActKind.ClosedNeed],
        ["Needs/FreeClaims.cs"] = [ActKind.FreedClaims],
        ["Offers/ChangeOffer.cs"] = [ActKind.ClosedOffer],
        ["Groups/ChangeSettings.cs"] = [ActKind.ChangedSetting],
        ["Digests/ShowDigest.cs"] = [ActKind.PostedDigest],
        ["Trust/BlockPerson.cs"] = [ActKind.Blocked],
        ["Trust/ReadBlocked.cs"] = [ActKind.Unblocked],
        ["Trust/DecideReport.cs"] = [ActKind.LeftReported, ActKind.ClosedNeed, ActKind.ClosedOffer],
        ["Trust/WhoFacilitates.cs"] = [],
        ["Trust/Newcomers.cs"] = [],
        ["Trust/BlockedWords.cs"] = [],
        ["Trust/MenuActions.cs"] = [],
        ["Trust/TellReports.cs"] = [],
        ["Keeping/TellTrouble.cs"] = [],
        ["Needs/NeedActions.cs"] = [],
        ["Offers/OfferActions.cs"] = [],
        ["Commands/Ask.cs"] = [],
        ["Chat/Intent.cs"] = [],
        ["Chat/IFacilitators.cs"] = [],
    };

    [Fact]
    public void The_list_in_the_README_is_complete()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Core(), "README.md")).Split("| in the log | what |")[1].Split("\n\n")[0]).Select(m => m.Groups["kind"].Value).ToHashSet();
        Assert.Equal(Enum.GetNames<ActKind>().Order(), listed.Order());
    }

    [Fact]
    public void Whatever_asks_for_a_facilitator_is_known_and_every_act_is_done_somewhere()
    {
        var asking = Directory.EnumerateFiles(Core(), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Asks().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Core(), f).Replace('\\', '/'));
        Assert.Equal(Asking.Keys.Order(StringComparer.Ordinal), asking.Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<ActKind>().Order(), Asking.Values.SelectMany(k => k).Distinct().Order());
    }

    [Fact]
    public async Task Everything_on_the_list_is_written_down_when_it_is_done()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A bed");
        await world.Cruz.TypesAsync("/offer Soup");
        await world.Bo.TypesAsync("/claim 2");
        var (first, second) = ((await world.NeedAsync(1)).Id, (await world.NeedAsync(2)).Id);
        await world.Bo.SubmitsAsync((await world.Bo.PressesAsync(new CardAction($"report:{second}:", ""))).Form, ("why", "repeats"));
        var done = new Dictionary<ActKind, Func<Task>>
        {
            [ActKind.FreedClaims] = () => world.Dani.PressesAsync(new CardAction($"nobody:{second}:", "")),
            [ActKind.LeftReported] = () => world.Dani.PressesAsync(new CardAction($"leave-reported:{second}:", "")),
            [ActKind.ClosedNeed] = () => world.Dani.TypesAsync("/close 1 reason: asked twice"),
            [ActKind.ClosedOffer] = () => world.Dani.TypesAsync("/close 3 reason: gone"),
            [ActKind.ChangedSetting] = () => world.Dani.TypesAsync("/settings limits open-claims 30"),
            [ActKind.PostedDigest] = () => world.Dani.PressesAsync(new CardAction($"digest:{default(NeedId)}:", "")),
            [ActKind.Blocked] = async () => await world.Dani.SubmitsAsync((await world.Dani.PressesAsync(new CardAction($"block:{first}:", ""))).Form, ("why", "repeats")),
            [ActKind.Unblocked] = async () => await world.Dani.PressesAsync((await world.Dani.TypesAsync("/settings blocked")).Action("Let them post again")),
        };
        Assert.Equal(Enum.GetValues<ActKind>().Order(), done.Keys.Order());
        foreach (var (kind, act) in done)
        {
            var before = await LogAsync(world);
            await act();
            await world.SettleAsync();
            var written = Assert.Single((await LogAsync(world)).Except(before));
            Assert.Equal((kind, world.Dani.Id), (written.Kind, written.By));
        }
    }

    private static async Task<IReadOnlyList<FacilitatorAct>> LogAsync(World world) =>
        (await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!.Log;

    private static string Core([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "src", "MutualAid.Core"));

    [GeneratedRegex(@"^\| `(?<kind>[A-Z]\w+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"IsFacilitator|who\.IsAsync", RegexOptions.None, 1000)]
    private static partial Regex Asks();
}
