using System.Collections.Concurrent;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>Runs everything that awaits here one after another and in order, so that a test sees the same every time.</summary>
internal sealed class SingleThread : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Call, object? State)> queue = new();

    public override void Post(SendOrPostCallback d, object? state) => queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Does something and all that follows from it now.</summary>
    public void Run(Action first)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            first();
            while (queue.TryDequeue(out var next)) next.Call(next.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
