namespace MutualAid.Core.Chat;

/// <summary>Work that nobody waits for while the bot runs, and that it waits for when it stops. Thread-safe.</summary>
public sealed class Begun
{
    private readonly Lock gate = new();
    private TaskCompletionSource? idle;
    private int count;

    /// <summary>Runs it on another thread. What it throws is its own to deal with.</summary>
    public void Begin(Func<Task> work)
    {
        lock (gate) count++;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await work();
                }
                finally
                {
                    End();
                }
            },
            CancellationToken.None);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task IdleAsync()
    {
        lock (gate)
        {
            if (count == 0) return Task.CompletedTask;
            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return idle.Task;
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (--count > 0) return;
            idle?.SetResult();
            idle = null;
        }
    }
}
