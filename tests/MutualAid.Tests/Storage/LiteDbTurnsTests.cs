using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>
/// LiteDB takes the buffer of a page for another page while somebody is about to read it (litedb-org/LiteDB#2817), rarely, and then a reader gets
/// somebody else's document, or the writer stores a broken index. So nobody is inside of it together with anybody else.
/// </summary>
public sealed class LiteDbTurnsTests : IDisposable
{
    private readonly HeldDisk _disk = new();
    private readonly OpenStore _open;

    public LiteDbTurnsTests() => _open = new OpenStore(disk: _disk.Mount);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _disk.LetGo();
        _open.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public async Task Whoever_reads_and_writes_waits_for_who_reads_already()
    {
        var first = await HeldUpAsync();

        var second = Task.Run(() => _open.Needs.FindAsync(Large(0).Id, Now), Now);
        var written = _open.Needs.AddAsync(Large(200), Now);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _open.Needs.FindAsync(Large(0).Id, impatience.Token));
        Assert.False(first.IsCompleted || second.IsCompleted || written.IsCompleted);

        _disk.LetGo();
        Assert.Equal(199, (await first)!.Number);
        Assert.Equal(0, (await second)!.Number);
        Assert.True(await written);
    }

    [Fact]
    public async Task A_store_that_fails_while_somebody_waits_for_a_turn_tells_them()
    {
        var first = await HeldUpAsync();
        var second = _open.Needs.FindAsync(Large(0).Id, Now);

        _disk.FailAll();
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => first)).IsFatal);
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => second)).IsFatal);
    }

    /// <summary>Who reads the last need is held up in the disk; the first is in memory.</summary>
    private async Task<Task<Need?>> HeldUpAsync()
    {
        for (var i = 0; i < 200; i++) await _open.Needs.AddAsync(Large(i), Now);
        _open.Reopen();
        Assert.NotNull(await _open.Needs.FindAsync(Large(0).Id, Now));
        _disk.Hold();
        var reading = Task.Run(() => _open.Needs.FindAsync(Large(199).Id, Now), Now);
        await _disk.HeldUpAsync(Now);
        return reading;
    }

    private static Need Large(int number) => new()
    {
        Id = new NeedId($"need{number}"),
        Group = new("playground:berlin"),
        Number = number,
        Requester = new("playground:ana"),
        What = new string('x', 3000),
        PostedAt = Instant.FromUnixTimeSeconds(1),
    };
}
