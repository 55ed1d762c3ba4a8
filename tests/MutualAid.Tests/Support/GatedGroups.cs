using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>Groups that nobody reads before the gate opens; or as often as is let through.</summary>
internal sealed class GatedGroups(IGroupStore inner) : IGroupStore
{
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Where there is one, each read takes one of it.</summary>
    public SemaphoreSlim? Reads { get; set; }

    public async Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken)
    {
        await Gate;
        if (Reads is { } reads) await reads.WaitAsync(cancellationToken);
        return await inner.FindAsync(id, cancellationToken);
    }

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken) => inner.AddAsync(group, cancellationToken);

    public Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken) => inner.RemoveAsync(group, cancellationToken);

    public Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken) => inner.AllAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<Group>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) => inner.MentioningAsync(person, limit, cancellationToken);

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) => inner.SaveAsync(group, cancellationToken);

    public Task<IReadOnlyList<Group>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.DueAsync(until, limit, cancellationToken);
}
