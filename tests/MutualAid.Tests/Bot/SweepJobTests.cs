using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using MutualAid.Bot.Jobs;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Tests.Support;
using Quartz;
using Xunit;

namespace MutualAid.Tests.Bot;

public sealed class SweepJobTests
{
    [Fact]
    public async Task The_job_hands_what_is_due_to_its_use_case()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Get<Keeper>().IdleAsync();
        var shown = await world.NeedAsync(1);
        await world.Needs.SaveAsync(shown with { KeepAt = shown.PostedAt, Postings = [.. shown.Postings.Select(p => p with { Shown = null })] }, CancellationToken.None);
        var job = new SweepJob(world.Get<DueWork>(), NullLogger<SweepJob>.Instance);
        await job.Execute(Mock.Of<IJobExecutionContext>(), CancellationToken.None);
        await world.Get<Keeper>().IdleAsync();
        Assert.NotNull((await world.NeedAsync(1)).CardPosting!.Shown);
        Assert.Null((await world.NeedAsync(1)).KeepAt);
    }

    [Fact]
    public async Task A_failing_store_is_logged_by_kind_and_its_message_is_not()
    {
        var store = new Mock<INeedStore>();
        store.Setup(s => s.DueAsync(It.IsAny<NodaTime.Instant>(), It.IsAny<int>(), It.IsAny<CancellationToken>())).ThrowsAsync(new StorageException("MARKER", isFatal: false));
        await using var world = await World.StartAsync(new StoreUnderTest(store.Object, new MemoryOffers(), new MemoryStore(), new MemoryStore(), new MemoryStore()));
        using var factory = new Microsoft.Extensions.Logging.LoggerFactory([world.Log]);
        var job = new SweepJob(world.Get<DueWork>(), new Microsoft.Extensions.Logging.Logger<SweepJob>(factory));
        await job.Execute(Mock.Of<IJobExecutionContext>(), CancellationToken.None);
        Assert.Contains("StorageException", Assert.Single(world.Log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("MARKER", world.Log.Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_told_with_the_reference_that_stands_in_the_log()
    {
        var store = new Mock<INeedStore>();
        store.Setup(s => s.FindAsync(It.IsAny<NeedId>(), It.IsAny<CancellationToken>())).ThrowsAsync(new StorageException("MARKER", isFatal: false));
        await using var world = await World.StartAsync(new StoreUnderTest(store.Object, new MemoryOffers(), new MemoryStore(), new MemoryStore(), new MemoryStore()));
        var reply = await world.Ana.Speaking("es").TypesAsync("/need Compra");
        Assert.Contains("Puede que no se haya guardado", reply.Text, StringComparison.Ordinal);
        Assert.Equal("/need Compra", reply.Reply.GivenBack);
        var line = Assert.Single(world.Log.Lines);
        Assert.Contains(reply.Text[^6..], line, StringComparison.Ordinal);
        Assert.DoesNotContain("MARKER", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Compra", line, StringComparison.Ordinal);
    }
}
