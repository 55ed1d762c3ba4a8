using MutualAid.Core.Privacy;
using NodaTime;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// What was erased from a database is not remembered: a copy of one is put back by <c>pg_restore</c>, of which the bot learns nothing, and with the copy would
/// come the list of then.
/// </summary>
internal sealed class NothingRemembered : IErasures
{
    public Task RememberAsync(Erased what, string mark, Instant at, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<BroughtBack?> BroughtBackAsync(CancellationToken cancellationToken) => Task.FromResult<BroughtBack?>(null);

    public Task AreGoneAgainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> DropAsync(Instant before, CancellationToken cancellationToken) => Task.FromResult(false);
}
