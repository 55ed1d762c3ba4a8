using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>The bot is removed from a group: what it keeps of the group is erased after thirty days, unless it comes back.</summary>
public sealed class AbandonedTests
{
    private const string Founder = "founder";

    [Theory]
    [InlineData("discord")]
    [InlineData("kicked from matrix")]
    [InlineData("banned from matrix")]
    public async Task All_of_it_is_erased_after_thirty_days(string how)
    {
        using var open = new OpenStore();
        await using var world = await World.StartAsync(StoreUnderTest.On(open), stage: await StageAsync(how));
        await BeginAsync(world);
        await RemoveAsync(world, how);
        await UntilAsync(world, g => g?.EraseAt is not null);
        await world.SleepAsync(TimeSpan.FromDays(29));
        var traces = await Traces.OfAsync(open);
        Assert.Equal("Zwiebelkuchen", (await world.NeedAsync(1)).What);

        await world.SleepAsync(TimeSpan.FromDays(2));
        Assert.Null(await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None));
        Assert.Empty(await world.Needs.AllInAsync(world.Stage.Group, -1, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IOfferStore>().AllInAsync(world.Stage.Group, -1, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IMemberStore>().InAsync(world.Stage.Group, 9, CancellationToken.None));
        await traces.AssertGoneAsync("Zwiebelkuchen", "Quendleweg", "Birnbaum", world.Ana.Id.Value, world.Stage.Group.Value);
    }

    [Theory]
    [InlineData("discord")]
    [InlineData("kicked from matrix")]
    public async Task Coming_back_before_keeps_it(string how)
    {
        await using var world = await World.StartAsync(stage: await StageAsync(how));
        await BeginAsync(world);
        await RemoveAsync(world, how);
        await UntilAsync(world, g => g?.EraseAt is not null);
        await world.SleepAsync(TimeSpan.FromDays(3));
        await BringBackAsync(world);
        await world.SleepAsync(TimeSpan.FromDays(31));
        Assert.Equal("Birnbaum", (await world.OfferAsync(2)).What);
    }

    [Theory]
    [InlineData("discord")]
    [InlineData("kicked from matrix")]
    public async Task Nobody_is_written_to_meanwhile_and_what_was_due_is_asked_once_it_is_back(string how)
    {
        await using var world = await World.StartAsync(stage: await StageAsync(how));
        await BeginAsync(world);
        await world.Cruz.PressesAsync(new Core.Chat.CardAction("tell::on|food", ""));
        await world.Ana.TypesAsync("/need Groceries category: food");
        await world.SettleAsync();
        await RemoveAsync(world, how);
        await UntilAsync(world, g => g?.EraseAt is not null);
        Actor[] people = [world.Ana, world.Bo, world.Cruz, world.Dani];
        var before = new List<string>();
        foreach (var person in people) before.Add(await person.ReadsAsync());
        for (var day = 0; day < 13; day++) await world.SleepAsync(TimeSpan.FromDays(1));
        for (var i = 0; i < people.Length; i++) Assert.Equal(before[i], await people[i].ReadsAsync());

        await BringBackAsync(world);
        Assert.Contains("Still on it", await world.Bo.ReadsAsync("Still on it"), StringComparison.Ordinal);
        Assert.Contains("Still needed", await world.Ana.ReadsAsync("Still needed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_no_removal()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        await BeginAsync(world);
        stage.Guild.SetUnavailable(true);
        stage.Guild.SetUnavailable(false);
        await world.Bo.TypesAsync("/needs");
        Assert.Null((await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!.EraseAt);
    }

    [Fact]
    public async Task How_long_it_is_kept_is_the_hosts_to_say()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(settings: new Dictionary<string, string?> { ["Groups:EraseAbandonedAfter"] = "00:00:05" }, stage: stage);
        await BeginAsync(world);
        await RemoveAsync(world, "discord");
        await UntilAsync(world, g => g?.EraseAt is not null);
        await world.SleepAsync(TimeSpan.FromSeconds(6));
        Assert.Null(await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None));
    }

    private static async Task<IStage> StageAsync(string how) => how == "discord" ? await DiscordStage.StartAsync() : await MatrixStage.StartAsync(await FakePeople.StartAsync());

    private static async Task BeginAsync(World world)
    {
        await world.Ana.TypesAsync("/need Zwiebelkuchen category: food details: Quendleweg");
        await world.Ana.TypesAsync("/offer Birnbaum category: skills");
        await world.Bo.TypesAsync("/claim 1");
        await world.Ana.TypesAsync("/mine");
        await world.Ana.PressesAsync(new Core.Chat.CardAction("tell::on|money", ""));
        await world.SettleAsync();
    }

    private static async Task RemoveAsync(World world, string how)
    {
        if (world.Stage is DiscordStage discord) discord.Guild.RemoveBot();
        else if (world.Stage is MatrixStage matrix && how.StartsWith("banned", StringComparison.Ordinal)) await ((FakePeople)matrix.People).BanAsync(Founder, matrix.Room, matrix.BotUser);
        else await ((FakePeople)((MatrixStage)world.Stage).People).KickAsync(Founder, ((MatrixStage)world.Stage).Room, ((MatrixStage)world.Stage).BotUser);
    }

    private static async Task BringBackAsync(World world)
    {
        if (world.Stage is DiscordStage discord) discord.Guild.AddBot(FakeDiscord.InviteRights);
        else await ((MatrixStage)world.Stage).People.InviteAsync(Founder, ((MatrixStage)world.Stage).Room, ((MatrixStage)world.Stage).BotUser);
        await UntilAsync(world, g => g is { EraseAt: null });
    }

    private static async Task UntilAsync(World world, Func<Group?, bool> holds)
    {
        var until = DateTime.UtcNow.AddSeconds(30);
        while (!holds(await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None)))
        {
            Assert.True(DateTime.UtcNow < until, "The store does not know of it.");
            await Briefly.PauseAsync();
        }
    }
}
