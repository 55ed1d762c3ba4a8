using System.Diagnostics;
using System.Globalization;
using MutualAid.Bot.Operations;
using MutualAid.Storage;

namespace MutualAid.Bot;

/// <summary>How the bot ends when it is asked to: within ten seconds. What it took in is finished first; the store is closed in what is left of them.</summary>
internal sealed class Ending
{
    /// <summary>So long what was taken in may take. What is not done by then has its due time, or was never acknowledged.</summary>
    public static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(8);

    private readonly IHost host;
    private long askedAt;

    public Ending(IHost host)
    {
        this.host = host;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => askedAt = Stopwatch.GetTimestamp());
    }

    /// <summary>Waits for what was asked to stop, closes the store, and says how long both took.</summary>
    public async Task AwaitAsync(Task stopped)
    {
        var isDone = true;
        try
        {
            await stopped;
        }
        catch (Exception e) when (IsLate(e))
        {
            isDone = false;
        }

        host.Services.GetRequiredService<StoreLifetime>().Dispose();
        var took = Stopwatch.GetElapsedTime(askedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        await LogLines.SayAsync(host, $"MutualAid.Bot: ended {took} s after it was asked to.{(isDone ? "" : " Not all that was under way is done; what is due is done at the next start.")}");
    }

    private static bool IsLate(Exception e) => e is OperationCanceledException || (e is AggregateException all && all.InnerExceptions.All(IsLate));
}
