using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>Two processes are in touch with one platform, and show the same documents.</summary>
public sealed class SharedKeepingTests : IAsyncLifetime
{
    private readonly MemoryStore _store = new();
    private readonly SlowPlatform _platform = new();
    private readonly Lingering _lingering = new();
    private readonly Lingering _refused = new();
    private World _one = null!;
    private World _other = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var clock = World.NewClock();
        var lease = new SharedLease(clock);
        (_lingering.Inner, _refused.Inner) = (lease.OfAProcess(), lease.OfAProcess());
        _one = await World.StartAsync(StoreUnderTest.On(_store), stage: new SlowStage(_platform), clock: clock, shared: _lingering);
        _other = await World.StartAsync(StoreUnderTest.On(_store), stage: new SlowStage(_platform), clock: clock, shared: _refused);
        _one.LeavesAllBehind = _other.LeavesAllBehind = true;
        await _one.Ana.TypesAsync("/need Groceries");
        await SettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    /// <summary>The holder has stored the last of its pass, and would look no more, when the need changes elsewhere.</summary>
    [Fact]
    public async Task What_changes_between_the_last_save_of_a_pass_and_its_end_is_shown()
    {
        var need = await _one.NeedAsync(1);
        using (await _lingering.AtEndOfAsync(() => _one.Get<IAttention>().Wants(need.Id)))
        {
            await _other.Bo.TypesAsync("/claim 1");
            await _refused.IsRefusedAsync();
            Assert.DoesNotContain("test:bo", await TextAsync(need), StringComparison.Ordinal);
        }

        await IdleAsync();
        Assert.Contains("test:bo", await TextAsync(need), StringComparison.Ordinal);
    }

    /// <summary>What a digest shows is in other documents: that it is to be looked at is said by the want, and by what is stored only where a reminder is concerned too.</summary>
    [Fact]
    public async Task What_a_digest_shows_of_other_documents_is_shown_when_it_was_held_meanwhile()
    {
        await _one.AdvanceAsync(TimeSpan.FromHours(24));
        await SettledAsync();
        var digest = Assert.Single((await _store.FindAsync(_one.Stage.Group, Now))!.Postings, p => p.Kind == PostingKind.Digest);
        var before = Fingerprint.Of(_platform.CardOf(digest.Id)!);
        using (await _lingering.AtEndOfAsync(() => _one.Get<IAttention>().Wants(_one.Stage.Group)))
        {
            await _other.Bo.TypesAsync("/claim 1");
            await _refused.IsRefusedAsync();
        }

        await IdleAsync();
        var after = Fingerprint.Of(_platform.CardOf(digest.Id)!);
        Assert.NotEqual(before, after);
        _one.Get<IAttention>().Wants(_one.Stage.Group);
        await IdleAsync();
        Assert.Equal(after, Fingerprint.Of(_platform.CardOf(digest.Id)!));
    }

    [Fact]
    public async Task The_slower_process_does_not_show_the_older_state_last()
    {
        var need = await _one.NeedAsync(1);
        var goOn = await SlowlyShownAsync(need, () => _one.Bo.TypesAsync("/claim 1"));
        await _other.Bo.TypesAsync("/release 1");
        await _other.Cruz.TypesAsync("/claim 1");
        await _refused.IsRefusedAsync();
        goOn.SetResult();
        await SettledAsync();
        await AssertCruzAsync(need);
        Assert.Equal(0, _platform.Overlaps);
        Assert.Empty(_platform.Twice);
    }

    /// <summary>It was cut off from the store meanwhile, or stood still, and does not know that another holds the document.</summary>
    [Fact]
    public async Task What_a_process_showed_last_that_had_lost_hold_of_the_document_is_shown_over()
    {
        var need = await _one.NeedAsync(1);
        _refused.Inner = new SharedLease(World.NewClock()).OfAProcess();
        var goOn = await SlowlyShownAsync(need, () => _one.Bo.TypesAsync("/claim 1"));
        await _other.Bo.TypesAsync("/release 1");
        await _other.Cruz.TypesAsync("/claim 1");
        await _other.Get<Keeper>().IdleAsync().WaitAsync(Now);
        Assert.Null((await _one.NeedAsync(1)).KeepAt);
        goOn.SetResult();
        await SettledAsync();
        await AssertCruzAsync(need);
    }

    [Fact]
    public async Task Who_waits_for_another_process_can_stop()
    {
        var need = await _one.NeedAsync(1);
        using (await _lingering.AtEndOfAsync(() => _one.Get<IAttention>().Wants(need.Id)))
        {
            await _other.Bo.TypesAsync("/claim 1");
            await _refused.IsRefusedAsync();
            await _other.Get<Keeper>().StopAsync(Now);
        }

        Assert.NotNull((await _one.NeedAsync(1)).KeepAt);
        await SettledAsync();
        Assert.Contains("test:bo", await TextAsync(need), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_store_can_t_be_asked_who_holds_it_nothing_is_shown_and_no_want_is_lost()
    {
        var need = await _one.NeedAsync(1);
        _lingering.IsAway = true;
        await _one.Bo.TypesAsync("/claim 1");
        await Assert.ThrowsAsync<TimeoutException>(() => _one.Get<Keeper>().IdleAsync().WaitAsync(TimeSpan.FromMilliseconds(200), Now));
        Assert.DoesNotContain("test:bo", await TextAsync(need), StringComparison.Ordinal);
        _lingering.IsAway = false;
        await _one.Get<Keeper>().IdleAsync().WaitAsync(Now);
        Assert.Contains("test:bo", await TextAsync(need), StringComparison.Ordinal);
    }

    private async Task SettledAsync()
    {
        await IdleAsync();
        await _one.SettleAsync();
        await IdleAsync();
    }

    /// <summary>All that was wanted was tried; what is due was not looked for.</summary>
    private async Task IdleAsync()
    {
        foreach (var world in (World[])[_other, _one, _other]) await world.Get<Keeper>().IdleAsync().WaitAsync(Now);
    }

    /// <summary>The card as it is after this is not shown, though it was begun, before what is answered is set.</summary>
    private async Task<TaskCompletionSource> SlowlyShownAsync(Need need, Func<Task> act)
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _platform.Before = async posting =>
        {
            if (posting == need.CardPosting!.Id && reached.TrySetResult()) await goOn.Task;
        };
        await act();
        await reached.Task.WaitAsync(Now);
        return goOn;
    }

    private async Task AssertCruzAsync(Need need)
    {
        var text = await TextAsync(need);
        Assert.Contains("test:cruz", text, StringComparison.Ordinal);
        Assert.DoesNotContain("test:bo", text, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(Need need) => (await _one.Stage.FindCardAsync(need.CardPosting!))!.Text;

    /// <summary>What a process asks for; it may be slow to give back what it holds, or can't ask.</summary>
    private sealed class Lingering : ISharedWork
    {
        private TaskCompletionSource? _reached;
        private TaskCompletionSource? _goOn;
        private int _refusals;

        public ISharedWork Inner { get; set; } = null!;

        public bool IsAway { get; set; }

        public bool CanBeShared => Inner.CanBeShared;

        public Task<bool> IsMineAsync(string work, CancellationToken cancellationToken) => Inner.IsMineAsync(work, cancellationToken);

        public Task<WorkShare> ShareAsync(string work, IReadOnlyList<int> parts, CancellationToken cancellationToken) => Inner.ShareAsync(work, parts, cancellationToken);

        public Task GiveBackAsync(string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken) => Inner.GiveBackAsync(work, parts, cancellationToken);

        public async Task<IAsyncDisposable?> TryHoldAsync(string document, CancellationToken cancellationToken)
        {
            if (IsAway) throw new StorageException("It is away.", isFatal: false);
            if (await Inner.TryHoldAsync(document, cancellationToken) is { } held) return new Slow(this, held);
            Interlocked.Increment(ref _refusals);
            return null;
        }

        /// <summary>What is wanted is done, and not given back before what is answered is disposed.</summary>
        public async Task<IDisposable> AtEndOfAsync(Action want)
        {
            var goOn = _goOn = new TaskCompletionSource();
            var reached = _reached = new TaskCompletionSource();
            want();
            await reached.Task.WaitAsync(Now);
            return new GoesOn(goOn);
        }

        /// <summary>Completes when it has found that something is held by another process.</summary>
        public Task IsRefusedAsync() => Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref _refusals) > 0));

        private sealed class Slow(Lingering owner, IAsyncDisposable held) : IAsyncDisposable
        {
            public async ValueTask DisposeAsync()
            {
                if (Interlocked.Exchange(ref owner._reached, null) is { } reached)
                {
                    reached.SetResult();
                    await owner._goOn!.Task;
                }

                await held.DisposeAsync();
            }
        }

        private sealed class GoesOn(TaskCompletionSource goOn) : IDisposable
        {
            public void Dispose() => goOn.TrySetResult();
        }
    }
}
