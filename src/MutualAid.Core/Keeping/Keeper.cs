using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Measuring;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;

namespace MutualAid.Core.Keeping;

/// <summary>One for every kind of document.</summary>
internal sealed record Keepers(NeedKeeper Needs, OfferKeeper Offers, GroupKeeper Groups, MemberKeeper Members);

/// <summary>
/// Runs the keepers. A document is kept by one of them at a time; asked for again meanwhile, it is looked at once more after. One that
/// waits for its platform holds up no other. Holds ids only, and only of documents that changed and are not shown yet; losing them costs
/// nothing, since every document has its due time.
/// <para>
/// A document that a pass is at is held among processes, since of two that show one card the slower may show the older state last. A pass finds it held when another process
/// may have loaded it already, and the want is about what came after that; often the other goes round again, since what it stores last is conditional, but not where it had stored
/// that already, and not where what changed is another document that is shown here, as the needs of a digest are. So a want is not given up to the holder: it is kept here, and tried
/// until this process holds the document itself. Whatever was stored before the want is then loaded by a pass that began after it, whoever held the document in between and
/// whatever became of them. Where the other has shown it all, this pass finds nothing to do.
/// </para>
/// </summary>
internal sealed partial class Keeper : IHostedService, IAttention, IDisposable
{
    /// <summary>A pass takes some tens of milliseconds, or as long as its place has no room.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Work> active = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<Keepers> keepers;
    private readonly ISharedWork shared;
    private readonly ILogger<Keeper> log;
    private TaskCompletionSource idle = Completed();
    private bool isStarted;

    public Keeper(Func<Keepers> keepers, ISharedWork shared, ILogger<Keeper> log)
    {
        // The keepers ask for attention themselves, so they are made when the first work comes.
        this.keepers = new(keepers);
        this.shared = shared;
        this.log = log;
    }

    /// <summary>How many documents are being kept now.</summary>
    public int Active
    {
        get
        {
            lock (gate) return active.Count;
        }
    }

    public void Wants(NeedId need) => Ask(Key(need), stop => keepers.Value.Needs.KeepAsync(need, stop));

    public void Wants(OfferId offer) => Ask(Key(offer), stop => keepers.Value.Offers.KeepAsync(offer, stop));

    public void Wants(GroupId group) => Ask(Key(group), stop => keepers.Value.Groups.KeepAsync(group, stop));

    public void Wants(MemberId member) => Ask(Key(member), stop => keepers.Value.Members.KeepAsync(member, stop));

    public bool IsKeeping(NeedId need) => IsActive(Key(need));

    public bool IsKeeping(OfferId offer) => IsActive(Key(offer));

    public bool IsKeeping(GroupId group) => IsActive(Key(group));

    public bool IsKeeping(MemberId member) => IsActive(Key(member));

    /// <summary>Completes when nothing is being kept.</summary>
    public Task IdleAsync()
    {
        lock (gate) return idle.Task;
    }

    /// <summary>What is wanted before is shown when it is due, as all is that was left by a stop: until then nothing is said to anybody.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (gate) isStarted = true;
        return Task.CompletedTask;
    }

    /// <summary>What is not shown by now has its due time and comes back at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await IdleAsync().WaitAsync(cancellationToken);
    }

    public void Dispose() => stopping.Dispose();

    private static string Key(NeedId need) => "n" + need.Value;

    private static string Key(OfferId offer) => "o" + offer.Value;

    private static string Key(GroupId group) => "g" + group.Value;

    private static string Key(MemberId member) => $"m{member.Group.Value}\0{member.Person.Value}";

    private static string KindOf(string key) => key[0] switch { 'n' => "needs", 'o' => "offers", 'g' => "groups", _ => "members" };

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private bool IsActive(string key)
    {
        lock (gate) return active.ContainsKey(key);
    }

    private void Ask(string key, Func<CancellationToken, Task> keep)
    {
        lock (gate)
        {
            if (!isStarted || stopping.IsCancellationRequested) return;
            if (active.TryGetValue(key, out var work))
            {
                work.Again = true;
                return;
            }

            if (active.Count == 0) idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            active[key] = work = new Work();
            CoreMeasures.Keeps(1);
            _ = Task.Run(() => RunAsync(key, work, keep), CancellationToken.None);
        }
    }

    private async Task RunAsync(string key, Work work, Func<CancellationToken, Task> keep)
    {
        do
        {
            try
            {
                await using var held = await HoldAsync(key);
                await PassAsync(KindOf(key), keep);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // It is not shown, and has its due time.
            }
            catch (Exception e)
            {
                LogFailed(log, e.GetType().Name);
            }
        }
        while (!IsDone(key, work));
    }

    /// <summary>Also while the store can't be asked who holds it: a want that no document remembers would be lost.</summary>
    private async Task<IAsyncDisposable> HoldAsync(string key)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (await shared.TryHoldAsync(key, stopping.Token) is { } held) return held;
            }
            catch (StorageException e) when (!e.IsFatal)
            {
                // Whoever presses something is told.
            }

            await Task.Delay(pause, stopping.Token);
        }
    }

    private async Task PassAsync(string kind, Func<CancellationToken, Task> keep)
    {
        using var span = CoreMeasures.Keeping(kind);
        var (began, failed) = (Stopwatch.GetTimestamp(), true);
        try
        {
            await keep(stopping.Token);
            failed = false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            failed = false;
            throw;
        }
        finally
        {
            if (failed) span?.SetStatus(ActivityStatusCode.Error);
            CoreMeasures.Passed(kind, failed, Stopwatch.GetElapsedTime(began));
        }
    }

    private bool IsDone(string key, Work work)
    {
        lock (gate)
        {
            if (work.Again && !stopping.IsCancellationRequested)
            {
                work.Again = false;
                return false;
            }

            active.Remove(key);
            CoreMeasures.Keeps(-1);
            if (active.Count == 0) idle.SetResult();
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Could not bring a card to its current state; it is tried again when due: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);

    private sealed class Work
    {
        /// <summary>Whether it was asked for since it was last loaded. Read and set under the gate.</summary>
        public bool Again { get; set; }
    }
}
