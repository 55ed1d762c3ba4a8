using MutualAid.Core.Reminders;

namespace MutualAid.Storage.LiteDb;

/// <summary>The file is open to no other process, so whoever has it open does all the work, and holds every document.</summary>
internal sealed class AloneOnFile : ISharedWork
{
    private static readonly Task<IAsyncDisposable?> Had = Task.FromResult<IAsyncDisposable?>(new Hold());

    public bool CanBeShared => false;

    public Task<bool> IsMineAsync(string work, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IAsyncDisposable?> TryHoldAsync(string document, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<IAsyncDisposable?>(cancellationToken) : Had;

    public Task<WorkShare> ShareAsync(string work, IReadOnlyList<int> parts, CancellationToken cancellationToken) => Task.FromResult(new WorkShare([.. parts], [], 1));

    public Task GiveBackAsync(string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Hold : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
