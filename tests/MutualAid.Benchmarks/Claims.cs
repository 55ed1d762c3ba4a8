using System.Diagnostics;
using MutualAid.Core.Needs;

namespace MutualAid.Benchmarks;

/// <summary>Durable claims a second beside what the bare disk does, because only their ratio says anything on another machine.</summary>
internal static class Claims
{
    private const int Most = 64;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        using var store = new TemporaryStore();
        await AddManyAsync(store.Needs, 128);
        var disk = SyncedWrites(store.Folder);
        Console.WriteLine($"bare disk          {disk,8:N0} synchronous 8 KiB writes/s");
        var together = 0.0;
        foreach (var claimers in new[] { 1, 8, Most })
        {
            var claims = await ClaimAsync(store.Needs, claimers);
            Console.WriteLine($"{claimers,3} at a time      {claims,8:N0} claims/s   ratio to the disk {claims / disk:N2}");
            Report.Row($"LiteDB, {claimers} at a time: claims beside synchronous writes of the disk", $"{claims / disk:N2} ({claims:N0}/s)");
            together = claims;
        }

        // What 64 people would get if each claim had a transaction, and with it the disk, to itself.
        using var one = new SemaphoreSlim(1);
        var alone = await ClaimAsync(store.Needs, Most, one);
        Console.WriteLine($"{Most,3}, one by one    {alone,8:N0} claims/s   together {together / alone:N1} times as many (at least 3 is wanted)");
        Report.Row($"LiteDB, {Most} at a time beside one by one", $"{together / alone:N1} times", "at least 3");
    }

    private static double SyncedWrites(string folder)
    {
        var page = new byte[8192];
        using var file = new FileStream(
            Path.Combine(folder, "bare"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.WriteThrough);
        var clock = Stopwatch.StartNew();
        var writes = 0;
        for (; clock.Elapsed < Span; writes++)
        {
            file.Position = writes % 1_000 * page.Length;
            file.Write(page);
        }

        return writes / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ClaimAsync(INeedStore needs, int claimers, SemaphoreSlim? one = null)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, claimers).Select(claimer => Task.Run(async () =>
        {
            var claims = 0;
            for (; clock.Elapsed < Span; claims++) await ClaimOneAsync(needs, new NeedId($"need{claimer}"), $"playground:claimer{claims % 3}", one);
            return claims;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task ClaimOneAsync(INeedStore needs, NeedId id, string claimer, SemaphoreSlim? one)
    {
        while (true)
        {
            var need = (await needs.FindAsync(id, CancellationToken.None))!;
            if (one is not null) await one.WaitAsync();
            try
            {
                if (await needs.SaveAsync(need with { Claims = [new(new(claimer), 1, need.PostedAt, Done: false)] }, CancellationToken.None)) return;
            }
            finally
            {
                one?.Release();
            }
        }
    }

    internal static async Task AddManyAsync(INeedStore needs, int count, Func<Need, Need>? change = null, int first = 0)
    {
        foreach (var numbers in Enumerable.Range(first, count).Chunk(1_000))
        {
            await Task.WhenAll(numbers.Select(n =>
            {
                var need = TemporaryStore.Need(n);
                return needs.AddAsync(change?.Invoke(need) ?? need, CancellationToken.None);
            }));
        }
    }
}
