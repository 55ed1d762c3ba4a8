using System.Diagnostics;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>What <c>/ready</c> answers.</summary>
/// <param name="IsReady">The store takes writes, and at least one platform is in touch, be it by another process from which this one takes over.</param>
/// <param name="Store"><c>writable</c> or <c>down</c>.</param>
/// <param name="Platforms">Each by its name.</param>
internal sealed record ReadyAnswer(bool IsReady, string Store, IReadOnlyDictionary<string, PlatformAnswer> Platforms);

/// <summary>One platform. <paramref name="State"/> is <c>up</c>, <c>partly</c>, <c>elsewhere</c> or <c>down</c>; <paramref name="SilentSeconds"/> null where nothing ever came in.</summary>
internal sealed record PlatformAnswer(string State, double? SilentSeconds);

/// <summary>Whether the bot can do its work now. However often it is asked, the store is tried at most every two seconds. Thread-safe.</summary>
internal sealed class Readiness(IBookmarks bookmarks, StoreLifetime store, IEnumerable<IPulse> pulses)
{
    /// <summary>Never kept: to take away what is not there is a write that changes nothing, which a store that takes no writes refuses.</summary>
    private const string Nothing = "operations:nothing";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<IPulse> _pulses = [.. pulses];
    private readonly Lock _gate = new();
    private Task<bool>? _tried;
    private long _triedAt;

    public IReadOnlyList<IPulse> Pulses => _pulses;

    public async Task<ReadyAnswer> LookAsync()
    {
        var isWritable = await IsWritableAsync();
        var platforms = _pulses.ToDictionary(
            p => p.Platform, p => new PlatformAnswer(Said(p.Touch), p.Silent is { } span ? Math.Round(span.TotalSeconds, 1) : null), StringComparer.Ordinal);
        return new ReadyAnswer(isWritable && _pulses.Any(p => p.Touch != Touch.Down), isWritable ? "writable" : "down", platforms);
    }

    private static string Said(Touch touch) => touch switch { Touch.Up => "up", Touch.Partly => "partly", Touch.Elsewhere => "elsewhere", _ => "down" };

    private Task<bool> IsWritableAsync()
    {
        lock (_gate)
        {
            if (_tried is null || (_tried.IsCompleted && Stopwatch.GetElapsedTime(_triedAt) > Holds)) (_tried, _triedAt) = (TryAsync(), Stopwatch.GetTimestamp());
            return _tried;
        }
    }

    private async Task<bool> TryAsync()
    {
        if (store.Failed.IsCompleted) return false;
        try
        {
            await bookmarks.RemoveAsync(Nothing, CancellationToken.None).WaitAsync(Patience);
            return true;
        }
        catch (Exception e) when (e is StorageException or TimeoutException)
        {
            return false;
        }
    }
}
