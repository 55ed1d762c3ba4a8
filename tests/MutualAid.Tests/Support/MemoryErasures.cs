using MutualAid.Core.Privacy;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>What was erased, remembered as long as the test.</summary>
internal sealed class MemoryErasures : IErasures
{
    private readonly Lock gate = new();
    private readonly Dictionary<Erased, (string Mark, Instant At, bool IsBack)> all = [];

    /// <summary>Called before each write; throws once the process is dead.</summary>
    public Action? Live { get; set; }

    /// <summary>An older copy brought it back.</summary>
    public void BringBack(Erased what, string mark)
    {
        lock (gate) all[what] = (mark, Instant.MinValue, true);
    }

    public Task RememberAsync(Erased what, string mark, Instant at, CancellationToken cancellationToken)
    {
        Live?.Invoke();
        lock (gate)
        {
            if (!all.TryGetValue(what, out var known) || (!known.IsBack && known.Mark != mark)) all[what] = (mark, at, false);
        }

        return Task.CompletedTask;
    }

    public Task<BroughtBack?> BroughtBackAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var back = all.Where(e => e.Value.IsBack).ToDictionary(e => e.Key, e => e.Value.Mark);
            return Task.FromResult(back.Count == 0 ? null : new BroughtBack(what => back.GetValueOrDefault(what)));
        }
    }

    public Task AreGoneAgainAsync(CancellationToken cancellationToken)
    {
        Live?.Invoke();
        lock (gate)
        {
            foreach (var (what, known) in all.ToList()) all[what] = known with { IsBack = false };
        }

        return Task.CompletedTask;
    }

    public Task<bool> DropAsync(Instant before, CancellationToken cancellationToken)
    {
        Live?.Invoke();
        lock (gate)
        {
            foreach (var old in all.Where(e => e.Value.At < before).Select(e => e.Key).ToList()) all.Remove(old);
        }

        return Task.FromResult(false);
    }
}
