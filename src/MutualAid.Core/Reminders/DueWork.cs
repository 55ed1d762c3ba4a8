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

    /// <summary>What is due beyond this waits for a later sweep: memory follows what is being done, not what is overdue.</summary>
    private const int MostAtOnce = 2000;

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
    /// Begins everything due now, each once; what is shown by it may take longer, and holds up neither the rest nor the next sweep. Sweeps
    /// never overlap: a second call waits for the first. Idempotent.
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

    /// <summary>The same, and completes when everything that was begun, and all that followed from it, was tried.</summary>
    public async Task SweepAndSettleAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        await keeper.IdleAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>Whether there may be more: everything handled has a later due time, or none, or is being kept and passed over.</summary>
    private async Task<bool> SweepNeedsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = PageSize + keeper.Active;
        var due = await needs.DueAsync(now, limit, cancellationToken);
        var toKeep = due.Where(n => n.KeepAt <= now && !keeper.IsKeeping(n.Id)).ToList();
        foreach (var need in toKeep) keeper.Wants(need.Id);
        var toRemind = due.Where(n => n.RemindAt <= now).ToList();
        foreach (var group in toRemind.GroupBy(n => n.Group)) await remind.HandleAsync(group.Key, [.. group], now, cancellationToken);
        return due.Count == limit && toKeep.Count + toRemind.Count > 0 && keeper.Active < MostAtOnce;
    }

    private async Task<bool> SweepGroupsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = PageSize + keeper.Active;
        var due = await groups.DueAsync(now, limit, cancellationToken);
        var toPost = due.Where(g => g.DigestAt <= now).ToList();
        foreach (var group in toPost) await digest.HandleAsync(group.Id, now, cancellationToken);
        var toKeep = due.Where(g => g.KeepAt <= now && !keeper.IsKeeping(g.Id)).ToList();
        foreach (var group in toKeep) keeper.Wants(group.Id);
        return due.Count == limit && toKeep.Count + toPost.Count > 0 && keeper.Active < MostAtOnce;
    }
}
