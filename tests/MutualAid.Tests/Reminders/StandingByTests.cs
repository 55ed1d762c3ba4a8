using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>One process works, the others stand by.</summary>
public sealed class StandingByTests
{
    private readonly Mock<ISharedWork> _shared = new();
    private volatile Func<bool> _isMine = () => true;

    public StandingByTests() => _shared.Setup(s => s.IsMineAsync(DueWork.Name, It.IsAny<CancellationToken>())).Returns(() => Task.FromResult(_isMine()));

    private StandingBy Standing => new(_shared.Object, NullLogger<StandingBy>.Instance);

    [Fact]
    public async Task What_ends_by_itself_ends_and_what_it_throws_is_thrown()
    {
        await Standing.RunAsync(_ => Task.CompletedTask, CancellationToken.None);
        await Assert.ThrowsAsync<FormatException>(() => Standing.RunAsync(_ => throw new FormatException(), CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(() => Standing.RunAsync(
            async _ =>
            {
                await Task.Yield();
                throw new FormatException();
            },
            CancellationToken.None));
    }

    [Fact]
    public async Task It_waits_for_the_work_works_leaves_it_to_another_and_works_again()
    {
        var (runs, running) = (0, 0);
        using var stop = new CancellationTokenSource();
        _isMine = () => false;
        var standing = Standing.RunAsync(WorkAsync, stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(_shared.Invocations.Count >= 2));
        Assert.Equal(0, runs);
        _isMine = () => true;
        await Eventually.TrueAsync(() => Task.FromResult(running == 1));
        // A store that can't be asked says nothing about whose it is.
        _isMine = () => throw new StorageException("It is away.", isFatal: false);
        var asked = _shared.Invocations.Count;
        await Eventually.TrueAsync(() => Task.FromResult(_shared.Invocations.Count >= asked + 2));
        Assert.Equal(1, running);
        _isMine = () => false;
        await Eventually.TrueAsync(() => Task.FromResult(running == 0));
        _isMine = () => true;
        await Eventually.TrueAsync(() => Task.FromResult(running == 1));
        Assert.Equal(2, runs);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => standing);
        Assert.Equal(0, running);

        async Task WorkAsync(CancellationToken over)
        {
            Interlocked.Increment(ref runs);
            Interlocked.Increment(ref running);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, over);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }
}
