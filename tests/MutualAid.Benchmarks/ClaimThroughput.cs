using System.Diagnostics;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>Durable claims a second on LiteDB, beside what the raw disk does in the same run.</summary>
internal static class ClaimThroughput
{
    private const int Claims = 2_000;
    private const int PageSize = 8192;
    private const int RawWrites = 2_000;

    public static async Task RunAsync()
    {
        await using var setup = new Setup(TimeProvider.System);
        await setup.StartAsync();
        var raw = RawDisk(Path.Combine(setup.Folder, "raw"));
        Console.WriteLine($"raw disk: {raw,8:N0} synchronous writes of 8 KiB a second");
        var number = 0;
        foreach (var people in new[] { 1, 8, 64 })
        {
            var now = Instant.FromUtc(2026, 11, 23, 12, 0);
            var needs = Enumerable.Range(0, Claims).Select(_ => Setup.NewNeed(++number, now)).ToList();
            foreach (var chunk in needs.Chunk(512)) await Task.WhenAll(chunk.Select(n => setup.Needs.AddAsync(n, CancellationToken.None)));
            var queue = new System.Collections.Concurrent.ConcurrentQueue<Need>(needs);
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, people).Select(p => Task.Run(() => ClaimAsync(setup.Needs, queue, new PersonId($"bench:{p}"), now))));
            var rate = Claims / watch.Elapsed.TotalSeconds;
            Console.WriteLine($"{people,3} people at once: {rate,8:N0} durable claims a second, {rate / raw:F2} of the raw disk");
        }
    }

    private static async Task ClaimAsync(INeedStore store, System.Collections.Concurrent.ConcurrentQueue<Need> queue, PersonId person, Instant now)
    {
        while (queue.TryDequeue(out var need))
        {
            var loaded = await store.FindAsync(need.Id, CancellationToken.None) ?? throw new InvalidOperationException("A need is gone.");
            if (!await store.SaveAsync(loaded.ClaimedBy(person, null, "claim", now).Next with { KeepAt = null }, CancellationToken.None))
                throw new InvalidOperationException("A claim was lost.");
        }
    }

    private static double RawDisk(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        var page = new byte[PageSize];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < RawWrites; i++)
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }

        return RawWrites / watch.Elapsed.TotalSeconds;
    }
}
