using MutualAid.Core.Reminders;

namespace MutualAid.Tests.Support;

/// <summary>The lease that processes on one store share: whoever takes a work first has it, and loses it when nothing was heard of them for a while.</summary>
internal sealed class SharedLease(TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);
    private readonly Lock gate = new();
    private readonly Dictionary<string, (object Holder, DateTimeOffset Until)> held = [];
    private readonly Dictionary<string, (object Holder, int Times)> documents = [];

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

    private sealed class Share(SharedLease lease) : ISharedWork
    {
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
