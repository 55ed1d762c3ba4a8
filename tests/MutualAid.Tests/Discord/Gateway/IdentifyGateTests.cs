using Microsoft.Extensions.Time.Testing;
using MutualAid.Discord.Gateway;
using MutualAid.Discord.Wire;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

public sealed class IdentifyGateTests
{
    [Theory]
    [InlineData(1, 6, 25)]
    [InlineData(2, 6, 10)]
    [InlineData(16, 6, 0)]
    public async Task Sessions_begin_one_a_bucket_in_five_seconds(int concurrency, int shards, int atLeastSeconds)
    {
        var time = new FakeTimeProvider();
        var known = new GatewayBot("wss://gateway.example/", shards, new SessionStartLimit(1000, 1000, 86_400_000, concurrency));
        using var gate = new IdentifyGate(_ => Task.FromResult(known), known, new AloneOnFile(), time);
        var begun = new List<int>();
        var waiting = Task.WhenAll(Enumerable.Range(0, shards).Select(async shard =>
        {
            await gate.WaitAsync(shard, CancellationToken.None);
            lock (begun) begun.Add(shard);
        }));
        var seconds = 0.0;
        while (!waiting.IsCompleted)
        {
            for (var i = 0; i < 5 && !waiting.IsCompleted; i++) await Briefly.PauseAsync();
            if (waiting.IsCompleted) break;
            time.Advance(TimeSpan.FromSeconds(0.1));
            seconds += 0.1;
        }

        Assert.Equal(Enumerable.Range(0, shards), concurrency == 1 ? begun : begun.Order());
        Assert.InRange(seconds, atLeastSeconds, atLeastSeconds + 15);
    }
}
