using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>The bot is removed from a group. It is Monday 10:00.</summary>
public sealed class LeftGroupTests
{
    private static readonly GroupId Other = new("test:other");

    [Fact]
    public async Task Nobody_is_judged_for_the_time_in_which_it_was_away()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need A ride");
        await world.Bo.TypesAsync("/claim 1");
        // Asked after 25 hours; 12 of 48 hours to answer are over when it goes.
        await world.AdvanceAsync(TimeSpan.FromHours(37));
        Assert.Single(stage.Said, IsStill);
        await PresenceAsync(world, isPresent: false);
        await world.AdvanceAsync(TimeSpan.FromDays(5));
        await PresenceAsync(world, isPresent: true);
        await world.AdvanceAsync(TimeSpan.FromHours(34));
        Assert.Single((await world.NeedAsync(1)).Claims);
        Assert.Single(stage.Said, IsStill);
        await world.AdvanceAsync(TimeSpan.FromHours(12));
        Assert.Empty((await world.NeedAsync(1)).Claims);
    }

    [Fact]
    public async Task What_was_on_its_way_waits_until_it_is_back_and_is_said_once()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need A ride");
        await world.Bo.TypesAsync("/claim 1");
        await world.Cruz.TypesAsync("/offer Soup until: tomorrow 12:00");
        await world.SettleAsync();
        var need = await world.NeedAsync(1);
        var said = stage.Said.Count;
        await PresenceAsync(world, isPresent: false);
        var now = Instant.FromUtc(2026, 11, 23, 10, 0);
        await world.Needs.SaveAsync(need.AskedStill(world.Bo.Id, now), CancellationToken.None);
        var words = new Posting { Id = new("waiting"), Kind = PostingKind.Whisper, To = world.Dani.Id, TextKey = WhisperText.Waiting, Needs = [need.Id], Since = now };
        await world.Get<IMemberStore>().AddAsync(new Member { Id = new(stage.Group, world.Dani.Id), TellAbout = ["food"], Postings = [words], KeepAt = now }, CancellationToken.None);
        await world.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Equal(said, stage.Said.Count);
        Assert.Empty(await world.Needs.DueAsync(Instant.MaxValue, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IOfferStore>().DueAsync(Instant.MaxValue, 9, CancellationToken.None));

        await PresenceAsync(world, isPresent: true);
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Single(stage.Said.Skip(said), IsStill);
        Assert.Equal(OfferStatus.Over, (await world.OfferAsync(2)).Status);
        Assert.Single(stage.Said.Skip(said), s => s.Place == "test:direct-cruz");
        Assert.DoesNotContain(stage.Said, s => s.Place == "test:direct-dani");
    }

    [Fact]
    public async Task What_is_due_elsewhere_does_not_wait_behind_hundreds_that_are_due_in_it()
    {
        const int Many = 450;
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need A ride");
        await world.Ana.DoesAsync(new CommandTyped("/need A bed"), group: Other);
        await world.Bo.DoesAsync(new CommandTyped("/claim 1"), group: Other);
        await world.SettleAsync();
        var (one, since) = (await world.NeedAsync(1), Instant.FromUtc(2026, 11, 20, 10, 0));
        for (var n = 0; n < Many; n++)
        {
            var claim = new Claim(new PersonId($"test:{n}"), 1, since, Done: false);
            await world.Needs.AddAsync(one with { Id = new($"n{n}"), Number = 1000 + n, Claims = [claim], Postings = [], AskAt = since, RemindAt = since, SuggestAt = since }, CancellationToken.None);
        }

        await PresenceAsync(world, isPresent: false);
        var said = stage.Said.Count;
        await world.SleepAsync(TimeSpan.FromHours(25));
        Assert.Equal("test:direct-bo", Assert.Single(stage.Said.Skip(said), s => s.Card.Kind == CardKind.Whisper).Place);
        Assert.DoesNotContain(await world.Needs.DueAsync(Instant.MaxValue, Many, CancellationToken.None), n => n.Group == stage.Group);

        await PresenceAsync(world, isPresent: true);
        for (var minute = 0; minute < 3; minute++) await world.SleepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Many + 1, stage.Said.Skip(said).Count(IsStill));
    }

    [Fact]
    public async Task What_somebody_did_is_forgotten_and_what_was_said_of_it_is_taken_back_meanwhile()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Zwiebelkuchen");
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/need A bed");
        await world.Ana.TypesAsync("/claim 2");
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        await PresenceAsync(world, isPresent: false);
        // Everything that is due has been set aside.
        await world.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Contains(stage.Shown, s => s.Place == "test:direct-ana");
        Assert.Contains("Zwiebelkuchen", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        var said = stage.Said.Count;
        var erase = (await world.Ana.DoesAsync(new CommandTyped("/privacy forget"), group: Other)).Action("Erase");
        await world.Ana.DoesAsync(new ActionPressed(erase.Id), group: Other);
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(stage.Shown, s => s.Place == "test:direct-ana");
        Assert.DoesNotContain("Zwiebelkuchen", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.Empty(await world.Needs.MentioningAsync(world.Ana.Id, 9, CancellationToken.None));
        Assert.Null(await world.Needs.FindByNumberAsync(stage.Group, 1, CancellationToken.None));
        Assert.Equal(said, stage.Said.Count);
    }

    [Fact]
    public async Task Wherever_it_dies_when_it_is_back_the_next_one_goes_on_and_asks_nothing_twice()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await first.Ana.TypesAsync("/need A ride");
                await first.Bo.TypesAsync("/claim 1");
                await first.Ana.TypesAsync("/offer Soup until: tomorrow 12:00");
                await first.SettleAsync();
                await PresenceAsync(first, isPresent: false);
                await first.AdvanceAsync(TimeSpan.FromDays(2));
                await PresenceAsync(first, isPresent: true);
                store.DieAfter(deaths);
                for (var minute = 0; minute < 3; minute++) await Record.ExceptionAsync(() => first.SleepAsync(TimeSpan.FromMinutes(1)));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            for (var minute = 0; minute < 12; minute++) await next.SleepAsync(TimeSpan.FromMinutes(1));
            Assert.Single(stage.Said, IsStill);
            Assert.Single(stage.Said, s => s.Place == "test:direct-ana" && s.Card.Kind == CardKind.Whisper && !IsIntroduction(s));
            Assert.Null((await memory.FindAsync(stage.Group, CancellationToken.None))!.TakeUpAt);
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 5, $"It died at {deaths} writes only.");
    }

    private static bool IsStill(SaidCard said) => said.Card.Actions.Any(a => a.Id.StartsWith("still:", StringComparison.Ordinal));

    private static bool IsIntroduction(SaidCard said) => said.Card.Kind == CardKind.Introduction;

    private static Task<bool> PresenceAsync(World world, bool isPresent) => world.Get<Dispatcher>().PresenceAsync(world.Stage.Group, isPresent, CancellationToken.None);
}
