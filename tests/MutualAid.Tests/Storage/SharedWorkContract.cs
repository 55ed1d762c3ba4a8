using MutualAid.Core.Reminders;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
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
}
