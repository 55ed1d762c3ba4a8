using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>A backup takes the place of the store: who was forgotten since it was made, and which group was erased, is in it again, and goes before anybody is connected to.</summary>
public sealed class ForgottenAgainTests : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private readonly OpenStore open = new();
    private readonly PlaygroundStage stage = new();
    private readonly FakeTimeProvider clock = World.NewClock();

    private static CardAction Erase => new("privacy::erase", "");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        open.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Who_was_forgotten_since_is_forgotten_again_and_nobody_else()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen category: food details: Quendleweg");
            await world.Bo.TypesAsync("/claim 1");
            await world.Cruz.TypesAsync("/need Bread");
            await world.Ana.TypesAsync("/claim 2");
            await world.Ana.TypesAsync("/offer Birnbaum");
            await world.SettleAsync();
            await BackUpAsync();
            await world.Ana.PressesAsync(Erase);
            await world.SleepAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(new ErasedSince(1, 0, IsAll: true), (await RestoreAsync()).Erased);
        var traces = await Traces.OfAsync(open);
        await using var next = await StartAsync();
        // Not a thing has been done yet of what is due: she is let out of a conversation when it is.
        Assert.All(await next.Needs.MentioningAsync(next.Ana.Id, 9, Now), n => Assert.Equal(("Bread", 0), (n.What, n.Covered)));
        Assert.Empty(await next.Get<IOfferStore>().MentioningAsync(next.Ana.Id, 9, Now));
        var line = Assert.Single(next.Log.Lines, l => l.Contains("is erased again", StringComparison.Ordinal));
        Assert.Contains("people 1, groups 0", line, StringComparison.Ordinal);

        await next.SleepAsync(TimeSpan.FromMinutes(2));
        await next.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(await next.Get<IMemberStore>().OfAsync(next.Ana.Id, 9, Now));
        Assert.Empty(await next.Needs.MentioningAsync(next.Ana.Id, 9, Now));
        var bread = await next.NeedAsync(2);
        Assert.Equal(("Bread", next.Cruz.Id, true), (bread.What, bread.Requester, bread.IsOpen));
        foreach (var other in new[] { next.Bo, next.Cruz, next.Dani })
        {
            var read = await other.ReadsAsync();
            Assert.DoesNotContain("Zwiebelkuchen", read, StringComparison.Ordinal);
            Assert.DoesNotContain("forg", read, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("erase", read, StringComparison.OrdinalIgnoreCase);
        }

        await traces.AssertGoneAsync("Zwiebelkuchen", "Quendleweg", "Birnbaum", next.Ana.Id.Value);
    }

    [Fact]
    public async Task Who_was_forgotten_before_it_and_came_back_keeps_what_they_asked_then()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.Ana.PressesAsync(Erase);
            await world.SleepAsync(TimeSpan.FromMinutes(2));
            await world.Ana.TypesAsync("/need Apfelstrudel");
            await world.SettleAsync();
            await BackUpAsync();
        }

        Assert.Equal(new ErasedSince(0, 0, IsAll: true), (await RestoreAsync()).Erased);
        await using var next = await StartAsync();
        await next.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Apfelstrudel", (await next.NeedAsync(2)).What);
        Assert.DoesNotContain(next.Log.Lines, l => l.Contains("is erased again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_old_backup_and_then_the_newer_one_in_which_they_have_come_back()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.SettleAsync();
            await BackUpAsync("old");
            await world.Ana.PressesAsync(Erase);
            await world.SleepAsync(TimeSpan.FromMinutes(2));
            await world.Ana.TypesAsync("/need Apfelstrudel");
            await world.SettleAsync();
            await BackUpAsync("newer");
        }

        Assert.Equal(1, (await RestoreAsync("old")).Erased!.People);
        // Again, and nobody had started the bot on it.
        Assert.Equal(1, (await RestoreAsync("old")).Erased!.People);
        await using (var world = await StartAsync())
        {
            await world.SleepAsync(TimeSpan.FromMinutes(2));
            await world.SleepAsync(TimeSpan.FromMinutes(2));
            Assert.Empty(await world.Needs.MentioningAsync(world.Ana.Id, 9, Now));
        }

        Assert.Equal(0, (await RestoreAsync("newer")).Erased!.People);
        await using var next = await StartAsync();
        await next.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Apfelstrudel", Assert.Single(await next.Needs.MentioningAsync(next.Ana.Id, 9, Now)).What);
    }

    [Fact]
    public async Task A_group_that_was_erased_since_is_erased_again()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.Bo.TypesAsync("/offer Birnbaum");
            await world.SettleAsync();
            await BackUpAsync();
            var groups = world.Get<IGroupStore>();
            var at = Instant.FromDateTimeOffset(clock.GetUtcNow());
            await groups.SaveAsync((await groups.FindAsync(stage.Group, Now))! with { LeftAt = at, EraseAt = at }, Now);
            await world.SettleAsync();
            Assert.Null(await groups.FindAsync(stage.Group, Now));
        }

        Assert.Equal(new ErasedSince(0, 1, IsAll: true), (await RestoreAsync()).Erased);
        var traces = await Traces.OfAsync(open);
        Assert.NotNull(await open.Groups.FindAsync(stage.Group, Now));
        await using var next = await StartAsync();
        Assert.Null(await open.Groups.FindAsync(stage.Group, Now));
        Assert.Empty(await open.Needs.AllInAsync(stage.Group, -1, 9, Now));
        Assert.Empty(await open.Offers.AllInAsync(stage.Group, -1, 9, Now));
        await traces.AssertGoneAsync("Zwiebelkuchen", "Birnbaum", next.Ana.Id.Value);
    }

    [Fact]
    public async Task Another_key_since_the_backup_was_made_does_not_hide_who_it_is()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.SettleAsync();
            await BackUpAsync();
        }

        open.Store.Dispose();
        var before = new KeyRotation(open.Options).Rotate(null).Before!;
        open.Reopen();
        await using (var world = await StartAsync())
        {
            await world.Ana.PressesAsync(Erase);
            await world.SleepAsync(TimeSpan.FromMinutes(2));
        }

        var given = open.Options with { Keys = KeyFile.Read(before) };
        var restored = await RestoreAsync(options: given);
        Assert.Equal((new ErasedSince(1, 0, IsAll: true), true), (restored.Erased, restored.WasReadable));
        await using var next = await StartAsync();
        Assert.Empty(await next.Needs.MentioningAsync(next.Ana.Id, 9, Now));
    }

    [Fact]
    public async Task What_is_old_enough_goes_at_once_and_the_time_since_is_no_jump_of_the_clock()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.Ana.TypesAsync("/close 1");
            await world.SettleAsync();
            await BackUpAsync();
            await world.SleepAsync(TimeSpan.FromDays(31));
        }

        await RestoreAsync();
        Assert.Equal("Zwiebelkuchen", (await open.Needs.FindByNumberAsync(stage.Group, 1, Now))!.What);
        await using var next = await StartAsync();
        await next.SettleAsync();
        Assert.NotEqual("Zwiebelkuchen", (await open.Needs.FindByNumberAsync(stage.Group, 1, Now))?.What);
        Assert.DoesNotContain(next.Log.Lines, l => l.Contains("The clock", StringComparison.Ordinal));
    }

    /// <summary>The process dies instead of any of the writes that it takes, and another one begins anew.</summary>
    [Fact]
    public async Task Cut_off_at_any_write_it_is_done_at_the_next_start()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            Assert.True(deaths < 200, "It never ends.");
            var (memory, erasures, recording, time) = (new MemoryStore(), new MemoryErasures(), new RecordingStage(), World.NewClock());
            var left = new GroupId("recording:left");
            await using (var world = await World.StartAsync(StoreUnderTest.On(memory), stage: recording, clock: time))
            {
                world.LeavesAllBehind = true;
                await world.Ana.TypesAsync("/need Bags of rice quantity: 3");
                await world.Bo.TypesAsync("/claim 1 1");
                await world.Bo.TypesAsync("/need Bread");
                await world.Ana.TypesAsync("/claim 2");
                await world.SettleAsync();
                await memory.AddAsync(new Group { Id = left, Home = new("recording:home") }, Now);
                await memory.AddAsync(new Member { Id = new MemberId(left, world.Ana.Id), TellAbout = ["food"] }, Now);
                erasures.BringBack(Erased.Of(left), "group");
                erasures.BringBack(Erased.Of(world.Ana.Id), "ana");
            }

            var dying = new DyingStore(memory);
            dying.DieAfter(deaths);
            erasures.Live = dying.Live;
            var thrown = await Record.ExceptionAsync(() => World.StartAsync(new StoreUnderTest(dying, dying.Offers, dying, dying, dying, erasures: erasures), stage: recording, clock: time));
            Assert.True(thrown is null or OperationCanceledException, thrown?.ToString());
            erasures.Live = null;

            await using var next = await World.StartAsync(new StoreUnderTest(memory, memory.Offers, memory, memory, memory, erasures: erasures), stage: recording, clock: time);
            Assert.Null(await erasures.BroughtBackAsync(Now));
            Assert.Null(await memory.FindAsync(left, Now));
            await next.SleepAsync(TimeSpan.FromMinutes(2));
            await next.SleepAsync(TimeSpan.FromMinutes(2));
            Assert.Empty(await next.Needs.MentioningAsync(next.Ana.Id, 9, Now));
            Assert.Empty(await next.Get<IMemberStore>().OfAsync(next.Ana.Id, 9, Now));
            Assert.Equal("Bread", (await next.NeedAsync(2)).What);
            if (!dying.IsDead) break;
        }

        Assert.True(deaths > 4, $"It took {deaths} writes.");
    }

    [Fact]
    public async Task It_is_remembered_for_four_hundred_days_of_a_clock_that_is_believed()
    {
        await using (var world = await StartAsync())
        {
            await world.Ana.TypesAsync("/need Zwiebelkuchen");
            await world.Ana.PressesAsync(Erase);
            await world.SleepAsync(TimeSpan.FromMinutes(2));
        }

        clock.Advance(TimeSpan.FromDays(402));
        await using var next = await StartAsync();
        await next.SettleAsync();
        Assert.Single((await ErasuresAsync()).List);
        await next.AdvanceAsync(TimeSpan.FromHours(26));
        Assert.Empty((await ErasuresAsync()).List);
    }

    private async Task<World> StartAsync()
    {
        var world = await World.StartAsync(StoreUnderTest.On(open), stage: stage, clock: clock);
        world.LeavesAllBehind = true;
        return world;
    }

    private async Task<KeptErasures> ErasuresAsync()
    {
        using var erasures = new LiteDbErasures(open.Store);
        return await erasures.ReadAsync(Now);
    }

    private async Task BackUpAsync(string name = "copy")
    {
        await using var file = File.Create(folder.File(name));
        await open.Store.CopyAsync(file, Now);
    }

    private async Task<Restored> RestoreAsync(string name = "copy", StorageOptions? options = null)
    {
        open.Store.Dispose();
        clock.Advance(TimeSpan.FromSeconds(1));
        var restored = await new StoreRestore(options ?? open.Options, clock).RestoreAsync(folder.File(name), Now);
        open.Reopen(options);
        return restored;
    }
}
