using MutualAid.Core.Reminders;

namespace MutualAid.Tests.Support;

/// <summary>The lease that processes on one store share: whoever takes a work first has it, and loses it when nothing was heard of them for a while.</summary>
internal sealed class SharedLease(TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (object Holder, DateTimeOffset Until)> held = [];
    private readonly Dictionary<string, (object Holder, int Times)> documents = [];

    private readonly Dictionary<string, Dictionary<object, (HashSet<int> Parts, DateTimeOffset Until)>> asking = [];

    /// <summary>The lease as one process sees it.</summary>
    public ISharedWork OfAProcess() => new Share(this);

    private bool Take(object holder, string work)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (held.TryGetValue(work, out var lease) && lease.Holder != holder && lease.Until > now) return false;
            held[work] = (holder, now + Lasts);
            return true;
        }
    }

    private bool Hold(object holder, string document)
    {
        lock (gate)
        {
            var (by, times) = documents.GetValueOrDefault(document, (holder, 0));
            if (by != holder) return false;
            documents[document] = (holder, times + 1);
            return true;
        }
    }

    private void GiveBack(string document)
    {
        lock (gate)
        {
            var (holder, times) = documents[document];
            if (times == 1) documents.Remove(document);
            else documents[document] = (holder, times - 1);
        }
    }

    private WorkShare Take(object holder, string work, IReadOnlyList<int> parts)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (!asking.TryGetValue(work, out var all)) asking[work] = all = [];
            foreach (var silent in all.Where(a => a.Value.Until <= now).Select(a => a.Key).ToList()) all.Remove(silent);
            var mine = all.GetValueOrDefault(holder).Parts ?? [];
            all[holder] = (mine, now + Lasts);
            var (take, spare) = FairShare.Of(parts, mine, [.. all.Where(a => a.Key != holder).Select(a => a.Value.Parts)]);
            mine.UnionWith(take);
            return new WorkShare([.. mine], spare, all.Count);
        }
    }

    private void GiveBack(object holder, string work, IReadOnlyCollection<int> parts)
    {
        lock (gate)
        {
            if (asking.TryGetValue(work, out var all) && all.TryGetValue(holder, out var mine)) mine.Parts.ExceptWith(parts);
        }
    }

    private sealed class Share(SharedLease lease) : ISharedWork
    {
        public bool CanBeShared => true;

        public Task<WorkShare> ShareAsync(string work, IReadOnlyList<int> parts, CancellationToken cancellationToken) => Task.FromResult(lease.Take(this, work, parts));

        public Task GiveBackAsync(string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken)
        {
            lease.GiveBack(this, work, parts);
            return Task.CompletedTask;
        }

        public Task<bool> IsMineAsync(string work, CancellationToken cancellationToken) => Task.FromResult(lease.Take(this, work));

        public Task<IAsyncDisposable?> TryHoldAsync(string document, CancellationToken cancellationToken) =>
            Task.FromResult<IAsyncDisposable?>(lease.Hold(this, document) ? new Held(lease, document) : null);
    }

    private sealed class Held(SharedLease lease, string document) : IAsyncDisposable
    {
        private bool isGivenBack;

        public ValueTask DisposeAsync()
        {
            if (!isGivenBack) lease.GiveBack(document);
            isGivenBack = true;
            return ValueTask.CompletedTask;
        }
    }
}
