using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>A sweep asks the same every two seconds. Where nothing was found and nothing written since, LiteDB is not asked again, and nothing is ever missed.</summary>
public sealed class LiteDbQuietTests : IDisposable
{
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);
    private static readonly Instant Noon = Morning + Duration.FromHours(4);
    private static readonly Duration Tick = Duration.FromTicks(1);

    private readonly LossyDisk _disk = new();
    private readonly OpenStore _open;

    public LiteDbQuietTests() => _open = new OpenStore(disk: _disk.Mount);

    public static TheoryData<string> Kinds => [.. DueKinds.Names];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _open.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_quiet_store_is_asked_nothing_until_the_tick_at_which_something_is_due(string kind)
    {
        var due = DueKinds.Of(_open, kind);
        await due.AddAsync(1, Noon);
        await QuietAsync(due);
        using var asked = new AskedOfStore();
        for (var at = Morning; at < Noon; at += Duration.FromMinutes(7)) Assert.Empty(await due.AskAsync(at));
        Assert.Empty(await due.AskAsync(Noon - Tick));
        Assert.Equal(0, asked.Times);
        Assert.Equal([1], await due.AskAsync(Noon));
        Assert.Equal(1, asked.Times);
        Assert.Empty(await due.AskAsync(Noon - Tick));
        Assert.Equal(0, asked.Times);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_store_with_nothing_to_come_is_asked_nothing_and_a_busy_one_once(string kind)
    {
        var due = DueKinds.Of(_open, kind);
        await QuietAsync(due);
        using var asked = new AskedOfStore();
        Assert.Empty(await due.AskAsync(Instant.MaxValue));
        Assert.Equal(0, asked.Times);
        for (var minute = 0; minute < 3; minute++)
        {
            await _open.Bookmarks.SaveAsync("minute", $"{minute}", Now);
            Assert.Empty(await due.AskAsync(Morning + Duration.FromMinutes(minute)));
            Assert.Equal(1, asked.Times);
        }

        // Only now it is worth while to look ahead.
        Assert.Empty(await due.AskAsync(Noon));
        Assert.Equal(2, asked.Times);
        Assert.Empty(await due.AskAsync(Instant.MaxValue));
        Assert.Equal(0, asked.Times);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_written_into_a_quiet_store_is_seen_by_the_next_who_asks(string kind)
    {
        var due = DueKinds.Of(_open, kind);
        await QuietAsync(due);
        Assert.True(await due.AddAsync(1, Morning));
        Assert.Equal([1], await due.AskAsync(Morning));
        Assert.True(await due.RemoveAsync(1));
        await QuietAsync(due);
        await due.PutAsync(2, Morning);
        Assert.Equal([2], await due.AskAsync(Morning));
        Assert.True(await due.MoveAsync(2, Noon + Tick));
        await QuietAsync(due);
        Assert.True(await due.MoveAsync(2, Morning - Tick));
        Assert.Equal([2], await due.AskAsync(Morning - Tick));
        await due.PutAsync(2, Noon + Tick);
        await QuietAsync(due);
        await due.PutAsync(2, Noon);
        Assert.Equal([2], await due.AskAsync(Noon));
        await due.PutAsync(2, Noon + Tick);
        await QuietAsync(due);
        // What was to come first is no more, and what came after it is found all the same.
        Assert.True(await due.AddAsync(3, Noon + Tick + Tick));
        await QuietAsync(due);
        Assert.True(await due.RemoveAsync(2));
        Assert.Empty(await due.AskAsync(Noon + Tick));
        Assert.Equal([3], await due.AskAsync(Noon + Tick + Tick));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public async Task What_is_written_while_somebody_finds_nothing_is_found_by_the_next(int asking, int query)
    {
        var due = DueKinds.Of(_open, "needs");
        using var asked = new AskedOfStore();
        var left = 0;
        // Between the answer of LiteDB and what is remembered of it.
        asked.Answered = () =>
        {
            if (--left == 0) Task.Run(() => due.PutAsync(1, Morning), Now).Wait(Now);
        };
        for (var i = 1; i < asking; i++) Assert.Empty(await due.AskAsync(Morning));
        left = query;
        Assert.Empty(await due.AskAsync(Noon));
        Assert.True(left <= 0);
        Assert.Equal([1], await due.AskAsync(Noon));
    }

    [Fact]
    public async Task Whoever_was_answered_that_it_is_written_finds_it_whoever_asks_and_writes_meanwhile()
    {
        const int rounds = 300;
        using var open = new OpenStore();
        var due = DueKinds.Of(open, "needs");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var sweeps = Task.Run(() => SweepAsync(due, stop.Token), Now);
        for (var round = 0; round < rounds; round++)
        {
            // Many are answered together, and the first of them asks while the others are not answered yet.
            var before = open.Bookmarks.SaveAsync("before", $"{round}", Now);
            var put = due.PutAsync(1, Morning);
            var after = Enumerable.Range(0, 250).Select(_ => open.Store.WriteAsync(_ => false, Now)).ToArray();
            await put;
            Assert.Equal([1], await due.AskAsync(Noon));
            await Task.WhenAll([before, .. after]);
            await due.PutAsync(1, Noon + Tick);
            Assert.Empty(await due.AskAsync(Noon));
            Assert.Empty(await due.AskAsync(Noon));
        }

        await stop.CancelAsync();
        await sweeps;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Wherever_the_clock_goes_the_answer_is_that_of_who_knows_nothing_of_before(int seed)
    {
        var random = new Random(seed);
        var due = DueKinds.Of(_open, "needs");
        Instant[] extremes = [Instant.MinValue, Instant.MaxValue, Morning, Noon];
        for (var step = 0; step < 600; step++)
        {
            var (number, at) = (random.Next(1, 4), Morning + Duration.FromTicks(random.Next(30)));
            if (random.Next(12) == 0) await due.PutAsync(number, at);
            else if (random.Next(40) == 0 && (await due.AskAsync(Instant.MaxValue)).Contains(number)) await due.RemoveAsync(number);
            var until = random.Next(10) == 0 ? extremes[random.Next(extremes.Length)] : Morning + Duration.FromTicks(random.Next(-10, 30));
            Assert.Equal(await DueKinds.Of(_open, "needs").AskAsync(until), await due.AskAsync(until));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_store_that_failed_throws_all_the_same(string kind)
    {
        var due = DueKinds.Of(_open, kind);
        await due.AddAsync(1, Noon + Tick);
        await QuietAsync(due);
        _disk.IsFull = true;
        // A write that fails counts as a change; this is none.
        await Assert.ThrowsAsync<StorageException>(_open.Store.CheckpointAsync);
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => due.AskAsync(Morning))).IsFatal);
        _disk.IsFull = false;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whoever_calls_it_off_or_asks_a_closed_store_is_told_so(string kind)
    {
        var due = DueKinds.Of(_open, kind);
        await QuietAsync(due);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => due.AskAsync(Morning, new CancellationToken(canceled: true)));
        _open.Store.Dispose();
        await Assert.ThrowsAsync<StorageException>(() => due.AskAsync(Morning));
    }

    /// <summary>Nothing is due yet, and who asks knows when something will be, because nothing was written between asking twice.</summary>
    private static async Task QuietAsync(DueKind due)
    {
        Assert.Empty(await due.AskAsync(Morning));
        Assert.Empty(await due.AskAsync(Morning + Tick));
    }

    private static async Task SweepAsync(DueKind due, CancellationToken cancellationToken)
    {
        for (var at = Morning; !cancellationToken.IsCancellationRequested; at = at < Noon ? at + Tick : Morning)
        {
            await due.AskAsync(at, CancellationToken.None);
            await Briefly.PauseAsync();
        }
    }
}
