using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>Everything that is due: cards to bring up to date, needs to bring back, digests to post. Work follows what is due, not what is stored.</summary>
public sealed class DueWork : IDisposable
{
    private const int PageSize = 200;

    private readonly INeedStore needs;
    private readonly IGroupStore groups;
    private readonly RemindGroup remind;
    private readonly PostDigest digest;
    private readonly Keeper keeper;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim one = new(1, 1);

    internal DueWork(INeedStore needs, IGroupStore groups, RemindGroup remind, PostDigest digest, Keeper keeper, TimeProvider time)
    {
        this.needs = needs;
        this.groups = groups;
        this.remind = remind;
        this.digest = digest;
        this.keeper = keeper;
        this.time = time;
    }

    /// <summary>
    /// Handles everything due now, each once, and completes when it was tried. Sweeps never overlap: a second call waits for the first.
    /// Idempotent.
    /// </summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            while (await SweepNeedsAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            while (await SweepGroupsAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>Whether there may be more. Everything handled has a later due time, or none: the next page holds others.</summary>
    private async Task<bool> SweepNeedsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var due = await needs.DueAsync(now, PageSize, cancellationToken);
        await Task.WhenAll(due.Where(n => n.KeepAt <= now).Select(n => keeper.KeepAsync(n.Id))).WaitAsync(cancellationToken);
        foreach (var group in due.Where(n => n.RemindAt <= now).GroupBy(n => n.Group))
            await remind.HandleAsync(group.Key, [.. group], now, cancellationToken);
        return due.Count == PageSize;
    }

    private async Task<bool> SweepGroupsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var due = await groups.DueAsync(now, PageSize, cancellationToken);
        foreach (var group in due.Where(g => g.DigestAt <= now)) await digest.HandleAsync(group.Id, now, cancellationToken);
        await Task.WhenAll(due.Select(g => keeper.KeepAsync(g.Id))).WaitAsync(cancellationToken);
        return due.Count == PageSize;
    }
}
