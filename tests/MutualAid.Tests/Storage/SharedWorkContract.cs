using System.Collections.Immutable;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>What holding a document is to the one process that does all the work, on any store.</summary>
public abstract class SharedWorkContract
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    protected abstract ISharedWork Shared { get; }

    [Fact]
    public async Task A_document_is_had_and_had_again_when_it_was_given_back()
    {
        for (var time = 0; time < 3; time++)
        {
            await using var held = await Shared.TryHoldAsync("n1", Now);
            Assert.NotNull(held);
        }
    }

    [Fact]
    public async Task What_a_process_holds_it_is_given_again_and_gives_back_as_often()
    {
        var first = await Shared.TryHoldAsync("n1", Now);
        await using var second = await Shared.TryHoldAsync("n1", Now);
        Assert.NotNull(first);
        Assert.NotNull(second);
        await first.DisposeAsync();
        await first.DisposeAsync();
        await using var third = await Shared.TryHoldAsync("n1", Now);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Hundreds_are_asked_for_and_given_back_at_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var held = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Task.Run(() => Shared.TryHoldAsync($"n{n}", Now), Now)));
            Assert.DoesNotContain(null, held);
            await Task.WhenAll(held.Select(h => Task.Run(() => h!.DisposeAsync().AsTask(), Now)));
        }
    }

    [Fact]
    public async Task Who_is_alone_has_all_parts_and_what_it_gave_back_once_more()
    {
        Assert.Equal([3, 4, 5], (await Shared.ShareAsync("w", [3, 4, 5], Now)).Mine);
        await Shared.GiveBackAsync("w", [4, 7], Now);
        var share = await Shared.ShareAsync("w", [3, 4, 5], Now);
        Assert.Equal([3, 4, 5], share.Mine);
        Assert.Empty(share.Spare);
        Assert.Equal(1, share.Processes);
    }

    [Fact]
    public async Task Who_gave_up_before_asking_holds_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Shared.TryHoldAsync("n1", new CancellationToken(canceled: true)));
        await using var held = await Shared.TryHoldAsync("n1", Now);
        Assert.NotNull(held);
    }
}

public sealed class SharedWorkOnLiteDb : SharedWorkContract
{
    protected override ISharedWork Shared { get; } = new AloneOnFile();

    [Fact]
    public async Task It_costs_nothing_to_speak_of()
    {
        await using var held = await Shared.TryHoldAsync("n1", CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1_000; time++) Assert.True(Shared.TryHoldAsync("n1", CancellationToken.None).IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }
}

public sealed class SharedWorkOnPostgres : SharedWorkContract, IAsyncLifetime
{
    private OpenPostgres _open = null!;
    private PostgresSharedWork _shared = null!;

    protected override ISharedWork Shared => _shared;

    public async ValueTask InitializeAsync()
    {
        _open = await OpenPostgres.NewAsync();
        _shared = new PostgresSharedWork(_open.Options, _open.Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null) await _shared.DisposeAsync();
        _open?.Dispose();
    }

    [Fact]
    public async Task Two_share_and_what_one_leaves_the_other_takes()
    {
        ImmutableSortedSet<int> parts = [0, 1, 2, 3, 4];
        Assert.Equal(parts, (await _shared.ShareAsync("w", parts, CancellationToken.None)).Mine);
        await using var second = new PostgresSharedWork(_open.Options, _open.Store);
        Assert.Empty((await second.ShareAsync("w", parts, CancellationToken.None)).Mine);
        // Work of another name, and a process that does not ask for this one, are nothing to it.
        Assert.Equal([0], (await second.ShareAsync("v", [0], CancellationToken.None)).Mine);
        await using var third = new PostgresSharedWork(_open.Options, _open.Store);
        Assert.True(await third.IsMineAsync("sweep", CancellationToken.None));

        var share = await _shared.ShareAsync("w", parts, CancellationToken.None);
        Assert.Equal((5, 3, 2), (share.Mine.Count, share.Spare.Count, share.Processes));
        await _shared.GiveBackAsync("w", share.Spare, CancellationToken.None);
        var theirs = await second.ShareAsync("w", parts, CancellationToken.None);
        Assert.Equal((3, 0, 2), (theirs.Mine.Count, theirs.Spare.Count, theirs.Processes));
        Assert.Empty(theirs.Mine.Intersect((await _shared.ShareAsync("w", parts, CancellationToken.None)).Mine));

        await second.DisposeAsync();
        // The server may take a moment to notice.
        await Eventually.TrueAsync(async () => (await _shared.ShareAsync("w", parts, CancellationToken.None)).Mine.Count == 5);
    }

    [Fact]
    public async Task Who_wants_the_database_alone_has_it_when_nobody_is_on_it_and_then_nobody_else_has_anything()
    {
        await _shared.ShareAsync("w", [0], CancellationToken.None);
        await Assert.ThrowsAsync<StorageException>(() => PostgresSharedWork.TakeAloneAsync(_open.Options, CancellationToken.None));
        await _shared.DisposeAsync();
        await using (await PostgresSharedWork.TakeAloneAsync(_open.Options, CancellationToken.None))
        {
            await using var other = new PostgresSharedWork(_open.Options, _open.Store);
            Assert.False(await other.IsMineAsync("sweep", CancellationToken.None));
            Assert.Empty((await other.ShareAsync("w", [0], CancellationToken.None)).Mine);
            Assert.Null(await other.TryHoldAsync("n1", CancellationToken.None));
        }

        _shared = new PostgresSharedWork(_open.Options, _open.Store);
        await Eventually.TrueAsync(() => _shared.IsMineAsync("sweep", CancellationToken.None));
    }
}
