using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Digests;

/// <summary>It is Monday 10:00; the digest comes at 09:00.</summary>
public sealed class DigestTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task It_says_what_is_unmet_by_urgency_what_is_covered_and_what_was_met_and_stays_true()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries when: tomorrow 18:00");
        await world.Ana.TypesAsync("/need A bed");
        await world.Ana.TypesAsync("/need A ride");
        await world.Cruz.TypesAsync("/need Shoes");
        await world.Bo.TypesAsync("/claim 3");
        await world.Bo.TypesAsync("/claim 4");
        await world.Bo.TypesAsync("/done 4");
        await world.Cruz.TypesAsync("/done 4");
        await world.AdvanceAsync(Day);
        var digest = await DigestAsync(world);
        Assert.Contains("Today 2 needs are unmet", digest, StringComparison.Ordinal);
        Assert.Contains("→ Today\n#1 Groceries", digest, StringComparison.Ordinal);
        Assert.Contains("· Whenever\n#2 A bed", digest, StringComparison.Ordinal);
        Assert.Contains("nobody yet", digest, StringComparison.Ordinal);
        Assert.Contains("1 more is taken care of", digest, StringComparison.Ordinal);
        Assert.Contains("Met since the last digest: #4", digest, StringComparison.Ordinal);

        await world.Bo.TypesAsync("/claim 2");
        Assert.Contains("Today 1 need is unmet", await DigestAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_all_is_covered_is_said_once_and_nothing_where_there_is_nothing()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings");
        await world.AdvanceAsync(Day);
        Assert.Null((await GroupAsync(world)).Postings.LastOrDefault());
        await world.Ana.TypesAsync("/need Groceries when: in 9 days");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(Day);
        Assert.Contains("Everything asked for is covered", await DigestAsync(world), StringComparison.Ordinal);
        var said = Digest(await GroupAsync(world))!.Id;
        await world.AdvanceAsync(Day);
        Assert.Equal(said, Digest(await GroupAsync(world))!.Id);
        await world.Ana.TypesAsync("/need A bed");
        await world.AdvanceAsync(Day);
        Assert.Contains("Today 1 need is unmet", await DigestAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_fifteen_it_is_cut_with_a_count()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings needs-an-hour 100");
        await world.Dani.TypesAsync("/settings open-needs 100");
        for (var n = 1; n <= 18; n++) await world.Ana.TypesAsync($"/need Thing {n}");
        await world.AdvanceAsync(Day);
        var digest = await DigestAsync(world);
        Assert.Contains("and 3 more: /needs", digest, StringComparison.Ordinal);
        Assert.Equal(15, digest.Split('\n').Count(l => l.StartsWith('#')));
    }

    [Fact]
    public async Task Anyone_sees_it_now_for_themselves_and_a_facilitator_posts_it()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        var shown = await world.Ana.TypesAsync("/digest");
        Assert.Contains("#1 Groceries", shown.AllText, StringComparison.Ordinal);
        Assert.Empty(shown.Reply.Actions);
        Assert.DoesNotContain("is unmet", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        var dani = await world.Dani.TypesAsync("/digest");
        await world.Dani.PressesAsync(dani.Action("Post it for all"), "once");
        await world.Dani.PressesAsync(dani.Action("Post it for all"), "once");
        Assert.Contains("Today 1 need is unmet", await world.Bo.ReadsAsync("Today 1 need is unmet"), StringComparison.Ordinal);
        Assert.Single((await GroupAsync(world)).Postings, p => p.Kind == PostingKind.Digest);
        Assert.Contains("Only a facilitator", (await world.Bo.PressesAsync(dani.Action("Post it for all"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_surge_everything_is_shorter_and_who_asks_is_told()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings needs-an-hour 100");
        await world.Dani.TypesAsync("/settings open-needs 100");
        for (var n = 1; n <= 20; n++) await world.Ana.TypesAsync($"/need Thing {n}");
        Assert.Contains("may take longer", (await world.Ana.TypesAsync("/need One more")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("asked by", (await world.CardAsync(21)).Text, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.DoesNotContain("may take longer", (await world.Bo.TypesAsync("/need After it")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings surge on");
        Assert.Contains("may take longer", (await world.Bo.TypesAsync("/need Again")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings surge off");
        Assert.DoesNotContain("may take longer", (await world.Bo.TypesAsync("/need Over")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_week_is_over_its_numbers_are_counted_once_and_charted()
    {
        await using var world = await World.StartAsync();
        // This week: three asked for, the first claims after 0, 6 and 20 hours, one met. Nobody takes the fourth.
        for (var n = 1; n <= 3; n++) await world.Ana.TypesAsync($"/need Thing {n}");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(TimeSpan.FromHours(6));
        await world.Bo.TypesAsync("/claim 2");
        await world.AdvanceAsync(TimeSpan.FromHours(14));
        await world.Bo.TypesAsync("/claim 3");
        await world.Bo.TypesAsync("/done 3");
        await world.Cruz.TypesAsync("/need Thing 4");
        await world.AdvanceAsync(Day * 7);
        var week = Assert.Single((await GroupAsync(world)).Weeks);
        Assert.Equal(new WeekTally(new LocalDate(2026, 11, 23), 4, 1, 6), week);
        var card = await world.Stage.FindCardAsync((await GroupAsync(world)).Postings.Single(p => p.Kind == PostingKind.Chart));
        Assert.StartsWith("The last week\nWeek of 23 Nov: 4 needs posted, 1 met", card!.Text, StringComparison.Ordinal);
        var shown = (await GroupAsync(world)).Postings.Single(p => p.Kind == PostingKind.Chart).Id;
        await world.AdvanceAsync(Day * 2);
        Assert.Equal(shown, (await GroupAsync(world)).Postings.Single(p => p.Kind == PostingKind.Chart).Id);
        await world.AdvanceAsync(Day * 6);
        Assert.NotEqual(shown, (await GroupAsync(world)).Postings.Single(p => p.Kind == PostingKind.Chart).Id);
    }

    private static Task<Group> GroupAsync(World world) => world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None)!;

    private static Posting? Digest(Group group) => group.Postings.LastOrDefault(p => p is { Kind: PostingKind.Digest, Retired: false });

    private static async Task<string> DigestAsync(World world)
    {
        await world.SettleAsync();
        return (await world.Stage.FindCardAsync(Digest(await GroupAsync(world))!))!.Text;
    }
}
