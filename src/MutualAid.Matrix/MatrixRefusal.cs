using MutualAid.Core.Chat;

namespace MutualAid.Matrix;

/// <summary>Set once when the homeserver refuses us for good: from then on nothing is sent. Thread-safe.</summary>
internal sealed class MatrixRefusal : IPlatformRefusal
{
    private readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Refused => line.Task;

    /// <summary>Only the first call has an effect.</summary>
    public void Refuse(string reason) => line.TrySetResult(reason);
}
