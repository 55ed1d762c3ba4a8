using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Discord;
using MutualAid.Discord.Rest;
using Xunit;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>On as many threads as there are, with the machine's clock.</summary>
public sealed class RestThreadTests
{
    [Fact]
    public async Task Calls_from_many_threads_all_end_whether_answered_cancelled_or_out_of_use()
    {
        using var handler = new AnswersSoon();
        using var rest = new DiscordRest(handler, new DiscordOptions("t", new Uri("https://discord.test"), null, null), new DiscordRefusal(), TimeProvider.System, NullLogger<DiscordRest>.Instance);
        var calls = Enumerable.Range(0, 2_000).Select(i => Task.Run(() => CallAsync(rest, i)));
        var ends = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2_000, ends.Length);
        Assert.Contains("answered", ends);
        Assert.Contains("cancelled", ends);
        Assert.True(handler.MostAtOnce <= 10, "More at once than the bucket allows.");
    }

    private static async Task<string> CallAsync(DiscordRest rest, int i)
    {
        using var stop = new CancellationTokenSource();
        var route = new Route(HttpMethod.Post, "/webhooks/{app}/{token}", "/webhooks/1/x", "x");
        var request = new RestRequest(route) { TokenInPath = true, OfUseFor = i % 3 == 0 ? TimeSpan.FromMilliseconds(30) : null };
        var call = rest.SendAsync(request, stop.Token);
        if (i % 2 == 0) await stop.CancelAsync();
        try
        {
            await call;
            return "answered";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
        catch (DiscordUnreachableException)
        {
            return "out of use";
        }
    }

    /// <summary>Ten in ten milliseconds.</summary>
    private sealed class AnswersSoon : HttpMessageHandler
    {
        private int now;
        private int most;

        public int MostAtOnce => most;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = most; count > seen; seen = most) Interlocked.CompareExchange(ref most, count, seen);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return Answer(200, "", "application/json", Limits(10, 0, 0.01));
        }
    }
}
