using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>What is closed is forgotten after thirty days: in the store, in the file, and on the cards.</summary>
public sealed class ErasureTests
{
    private static readonly string[] Secrets = ["Quendleweg", "Mirabel", "Zwiebelkuchen", "Hinterhof"];

    [Theory]
    [InlineData("playground")]
    [InlineData("discord")]
    [InlineData("matrix")]
    public async Task A_closed_need_is_cut_down_to_its_number_and_gone_from_the_file(string platform)
    {
        using var open = new OpenStore();
        await using var world = await World.StartAsync(
            StoreUnderTest.On(open), stage: await StageAsync(platform));
        await world.Ana.TypesAsync("/need Zwiebelkuchen category: food area: Hinterhof for: Mirabel details: Quendleweg 17");
        await world.Bo.TypesAsync("/offer Zwiebelkuchen category: food");
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        var posting = (await world.NeedAsync(1)).CardPosting!;
        await world.Ana.TypesAsync("/done 1");
        await world.Bo.TypesAsync("/close 2");
        await world.SleepAsync(TimeSpan.FromDays(29));
        Assert.Equal("Zwiebelkuchen", (await world.NeedAsync(1)).What);
        var traces = await Traces.OfAsync(open);

        await world.SleepAsync(TimeSpan.FromDays(2));
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        Assert.Null(await world.Get<IOfferStore>().FindByNumberAsync(world.Stage.Group, 2, CancellationToken.None));
        // On Matrix what a message said before an edit can be looked up, so it is gone.
        Assert.Equal(platform == "matrix" ? null : "#1", (await world.Stage.FindCardAsync(posting))?.Text.Trim());
        await traces.AssertGoneAsync(Secrets);
    }

    [Fact]
    public async Task What_is_open_or_was_opened_again_stays()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Zwiebelkuchen");
        await world.Ana.TypesAsync("/close 1");
        await world.SleepAsync(TimeSpan.FromDays(29));
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(1)).Id}:", ""));
        await world.SleepAsync(TimeSpan.FromDays(3));
        Assert.Equal("Zwiebelkuchen", (await world.NeedAsync(1)).What);
    }

    [Fact]
    public async Task The_counts_by_week_and_category_stay()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Zwiebelkuchen category: food");
        await world.Ana.TypesAsync("/close 1");
        for (var day = 0; day < 40; day++) await world.SleepAsync(TimeSpan.FromDays(1));
        var group = (await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!;
        Assert.Equal(1, group.Weeks[0].Kinds["food"]);
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
    }

    [Fact]
    public async Task A_card_in_a_place_that_is_away_is_cut_down_when_it_comes_back()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Zwiebelkuchen");
        await world.CardAsync(1);
        await world.Ana.TypesAsync("/close 1");
        await world.SettleAsync();
        stage.Needs.Deny(stage.Fake.Bot, Support.Discord.Rights.ViewChannel);
        await world.SleepAsync(TimeSpan.FromDays(31));
        Assert.Equal("", (await world.NeedAsync(1)).What);
        stage.Needs.Allow(stage.Fake.Bot, Support.Discord.Rights.ViewChannel);
        await world.SleepAsync(TimeSpan.FromHours(7));
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        Assert.All(stage.Needs.Messages, m => Assert.DoesNotContain("Zwiebel", m.TextOf(), StringComparison.Ordinal));
    }

    private static async Task<IStage> StageAsync(string platform) => platform switch
    {
        "discord" => await DiscordStage.StartAsync(),
        "matrix" => await MatrixStage.StartAsync(await FakePeople.StartAsync()),
        _ => new PlaygroundStage(),
    };
}
