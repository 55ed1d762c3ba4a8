using MutualAid.Core.Reminders;

namespace MutualAid.Storage.LiteDb;

/// <summary>The file is open to no other process, so whoever has it open does all the work.</summary>
internal sealed class AloneOnFile : ISharedWork
{
    public Task<bool> IsMineAsync(string work, CancellationToken cancellationToken) => Task.FromResult(true);
}
