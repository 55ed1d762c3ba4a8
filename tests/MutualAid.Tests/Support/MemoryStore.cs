using System.Collections.Concurrent;
using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>A store in memory that keeps the contract of the real ones; the contract suite holds it to that.</summary>
internal sealed class MemoryStore : INeedStore, IGroupStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<NeedId, Need> needs = [];
    private readonly Dictionary<GroupId, Group> groups = [];

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) => Ask(() => needs.GetValueOrDefault(id));

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        Ask(() => needs.Values.FirstOrDefault(n => n.Group == group && n.Number == number));

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        Ask(() => needs.Values.FirstOrDefault(n => n.Postings.Any(p => p.Message == message)));

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken) => Ask(() =>
        !needs.Values.Any(n => n.Group == need.Group && n.Number == need.Number) && needs.TryAdd(need.Id, need with { Version = 1 }));

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken) => Ask(() =>
    {
        if (!needs.TryGetValue(need.Id, out var stored) || stored.Version != need.Version) return false;
        needs[need.Id] = need with { Version = need.Version + 1 };
        return true;
    });

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        List(n => n.Group == group && n.IsOpen);

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        List(n => n.Group == group && n.IsOpen && n.Requester == person);

    public Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        List(n => n.Group == group && n.IsOpen && n.Claims.Any(c => c.Person == person));

    public Task<IReadOnlyList<Need>> AskedSinceAsync(GroupId group, PersonId person, Instant since, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<Need>>(() => [.. needs.Values.Where(n => n.Group == group && n.Requester == person && n.PostedAt >= since).OrderBy(n => n.PostedAt)]);

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<Need>>(() => [.. needs.Values.Where(n => n.DueAt <= until).OrderBy(n => n.DueAt).Take(limit)]);

    Task<Group?> IGroupStore.FindAsync(GroupId id, CancellationToken cancellationToken) => Ask(() => groups.GetValueOrDefault(id));

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken) => Ask(() => groups.TryAdd(group.Id, group with { Version = 1 }));

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) => Ask(() =>
    {
        if (!groups.TryGetValue(group.Id, out var stored) || stored.Version != group.Version) return false;
        groups[group.Id] = group with { Version = group.Version + 1 };
        return true;
    });

    Task<IReadOnlyList<Group>> IGroupStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<Group>>(() => [.. groups.Values.Where(g => g.DueAt <= until).OrderBy(g => g.DueAt).Take(limit)]);

    private Task<IReadOnlyList<Need>> List(Func<Need, bool> which) =>
        Ask<IReadOnlyList<Need>>(() => [.. needs.Values.Where(which).OrderBy(n => n.Number)]);

    private Task<T> Ask<T>(Func<T> question)
    {
        lock (gate) return Task.FromResult(question());
    }
}
