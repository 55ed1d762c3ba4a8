using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>What the bot has said and is to take away again.</summary>
public sealed class TakingAwayTests
{
    [Fact]
    public async Task A_card_that_may_not_be_removed_is_removed_once_it_may_be()
    {
        var stage = new RecordingStage { LetsRemove = false };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Soap");
        await world.SettleAsync();
        await world.Ana.TypesAsync("/bump 1");
        await world.SettleAsync();
        Assert.Equal(2, Cards(stage));
        await world.AdvanceAsync(TimeSpan.FromHours(8));
        Assert.Equal(2, Cards(stage));
        Assert.False(await world.IsInTroubleAsync());
        stage.LetsRemove = true;
        await world.AdvanceAsync(TimeSpan.FromHours(8));
        Assert.Equal(1, Cards(stage));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task What_may_never_be_removed_is_not_tried_for_ever()
    {
        var stage = new RecordingStage { LetsRemove = false };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Soap");
        await world.SettleAsync();
        await world.Ana.TypesAsync("/bump 1");
        await world.Ana.TypesAsync("/close 1");
        await world.SettleAsync();
        Assert.Equal(2, (await world.NeedAsync(1)).Postings.Count(p => p.Kind == PostingKind.Card));
        for (var times = 0; times < 40; times++) await world.SleepAsync(TimeSpan.FromHours(6.5));
        var need = await world.NeedAsync(1);
        Assert.Single(need.Postings, p => p.Kind == PostingKind.Card);
        Assert.Null(need.KeepAt);
    }

    /// <summary>What waits for another is not tried again and again by itself.</summary>
    [Fact]
    public void Neither_what_is_to_go_nor_what_replaces_it_is_due_before_its_time()
    {
        var now = Instant.FromUtc(2026, 11, 29, 12, 0);
        var soon = now + Duration.FromMinutes(5);
        var place = new PlaceId("test:square");
        var need = new Need
        {
            Id = new NeedId("a"),
            Group = new GroupId("test:group"),
            Number = 1,
            Requester = new PersonId("test:ana"),
            What = "Soap",
            PostedAt = now,
            Postings =
            [
                new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place, Message = new MessageId("test:1"), Retired = true, Refused = new Refusal(1, now, IsGone: false) },
                new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place, Refused = new Refusal(2, soon, IsGone: false) },
            ],
        };
        Assert.Equal(soon, need.RetryAt);
        Assert.All(need.Postings, p => Assert.True(need.Leaves(p, now)));
    }

    /// <summary>What was said to who helps may not be stored anywhere.</summary>
    [Fact]
    public async Task What_was_said_in_private_before_the_process_died_is_taken_away_when_who_asked_is_forgotten()
    {
        var deaths = await Deaths.AtEachWriteAsync(() => Task.FromResult<IStage>(new RecordingStage()), AskedAsync, TakenOnAsync, ForgottenAsync);
        Assert.True(deaths >= 3, $"It died at {deaths} writes only.");

        async Task AskedAsync(World world)
        {
            await world.Ana.TypesAsync("/need Groceries details: Quendleweg 17");
            await world.SettleAsync();
        }

        async Task TakenOnAsync(World world)
        {
            await world.Bo.TypesAsync("/claim 1");
            await world.SettleAsync();
        }

        async Task ForgottenAsync(World world)
        {
            await world.Ana.PressesAsync(new CardAction("privacy::erase", ""));
            await world.SleepAsync(TimeSpan.FromMinutes(2));
            Assert.DoesNotContain("Quendleweg", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
            Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        }
    }

    private static int Cards(RecordingStage stage) => stage.Shown.Count(s => s.Card.Kind == CardKind.Need);
}
