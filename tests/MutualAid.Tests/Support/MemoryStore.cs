using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>Both ports in memory, with the same conditional writes: for tests of rules that need no disk.</summary>
internal sealed class MemoryStore : INeedStore, IGroupStore, IMemberStore, IBookmarks
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<NeedId, Need> _needs = ImmutableDictionary<NeedId, Need>.Empty;
    private ImmutableDictionary<GroupId, Group> _groups = ImmutableDictionary<GroupId, Group>.Empty;

    private ImmutableDictionary<MemberId, Member> _members = ImmutableDictionary<MemberId, Member>.Empty;

    private ImmutableDictionary<string, string> _bookmarks = ImmutableDictionary<string, string>.Empty;

    /// <summary>The offers beside them.</summary>
    public MemoryOffers Offers { get; } = new();

    /// <summary>A need was changed: from what, to what. Heard under the lock.</summary>
    public Action<Need, Need>? Saved { get; set; }

    Task<string?> IBookmarks.FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_bookmarks.GetValueOrDefault(key));

    Task IBookmarks.SaveAsync(string key, string value, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.AddOrUpdate(ref _bookmarks, key, value, (_, _) => value);
        return Task.CompletedTask;
    }

    Task IBookmarks.RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.TryRemove(ref _bookmarks, key, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Need>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.People().Contains(person)).Take(limit)]);

    Task<IReadOnlyList<Group>> IGroupStore.MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Group>>([.. _groups.Values.Where(g => g.People().Contains(person)).Take(limit)]);

    public Task<IReadOnlyList<Member>> OfAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Member>>([.. _members.Values.Where(m => m.Id.Person == person).Take(limit)]);

    public Task<IReadOnlyList<Member>> InAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Member>>([.. _members.Values.Where(m => m.Id.Group == group).Take(limit)]);

    public Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(group.Id, out var stored) || stored.Version != group.Version) return Task.FromResult(false);
            _groups = _groups.Remove(group.Id);
            return Task.FromResult(true);
        }
    }

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) => Task.FromResult(_needs.GetValueOrDefault(id));

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        Task.FromResult(_needs.Values.FirstOrDefault(n => n.Group == group && n.Number == number && !n.IsHeld));

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        Task.FromResult(_needs.Values.FirstOrDefault(n => n.Postings.Any(p => p.Message == message)));

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_needs.ContainsKey(need.Id) || (!need.IsHeld && _needs.Values.Any(n => n.Group == need.Group && n.Number == need.Number)))
                return Task.FromResult(false);
            _needs = _needs.Add(need.Id, need with { Version = 1 });
            return Task.FromResult(true);
        }
    }

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_needs.TryGetValue(need.Id, out var stored) || stored.Version != need.Version) return Task.FromResult(false);
            _needs = _needs.SetItem(need.Id, need with { Version = need.Version + 1 });
            Saved?.Invoke(stored, need);
            return Task.FromResult(true);
        }
    }

    public Task<bool> RemoveAsync(Need need, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_needs.TryGetValue(need.Id, out var stored) || stored.Version != need.Version) return Task.FromResult(false);
            _needs = _needs.Remove(need.Id);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<Need>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.Group == group && n.Number > after && !n.IsHeld).OrderBy(n => n.Number).Take(limit)]);

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        OpenByNumberAsync(n => n.Group == group);

    public Task<IReadOnlyList<Need>> AskedSinceAsync(
        GroupId group, PersonId person, Instant since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>(
            [.. _needs.Values.Where(n => n.Group == group && n.Requester == person && n.PostedAt >= since && !n.IsHeld && !n.IsErased).OrderBy(n => n.PostedAt)]);

    public Task<IReadOnlyList<Need>> PostedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.Group == group && n.PostedAt >= since && !n.IsHeld && !n.IsErased).OrderBy(n => n.PostedAt)]);

    public Task<IReadOnlyList<Need>> ClosedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.Group == group && !n.IsOpen && !n.IsErased && n.ClosedAt >= since).OrderBy(n => n.ClosedAt)]);

    public Task<IReadOnlyList<Need>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => !n.IsErased && n.ClosedAt <= until).OrderBy(n => n.ClosedAt).Take(limit)]);

    public Task<Member?> FindAsync(MemberId id, CancellationToken cancellationToken) => Task.FromResult(_members.GetValueOrDefault(id));

    public Task<bool> AddAsync(Member member, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableInterlocked.TryAdd(ref _members, member.Id, member with { Version = 1 }));

    public Task<bool> SaveAsync(Member member, CancellationToken cancellationToken) => Task.FromResult(ReplaceMember(member, member with { Version = member.Version + 1 }));

    public Task<bool> RemoveAsync(Member member, CancellationToken cancellationToken) => Task.FromResult(ReplaceMember(member, null));

    public Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, string kind, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Member>>([.. _members.Values.Where(m => m.Id.Group == group && m.TellAbout.Contains(kind))]);

    Task<IReadOnlyList<Member>> IMemberStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Member>>([.. _members.Values.Where(m => m.DueAt <= until).OrderBy(m => m.DueAt).Take(limit)]);

    private bool ReplaceMember(Member member, Member? next)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(member.Id, out var stored) || stored.Version != member.Version) return false;
            _members = next is null ? _members.Remove(member.Id) : _members.SetItem(member.Id, next);
            return true;
        }
    }

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        OpenByNumberAsync(n => n.Group == group && n.Requester == person);

    public Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        OpenByNumberAsync(n => n.Group == group && n.Claims.Any(c => c.Person == person));

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.DueAt <= until).OrderBy(n => n.DueAt).Take(limit)]);

    /// <summary>Completes when the store is no longer slow.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public async Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(cancellationToken);
        return _groups.GetValueOrDefault(id);
    }

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_groups.ContainsKey(group.Id)) return Task.FromResult(false);
            _groups = _groups.Add(group.Id, group with { Version = 1 });
            return Task.FromResult(true);
        }
    }

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(group.Id, out var stored) || stored.Version != group.Version) return Task.FromResult(false);
            _groups = _groups.SetItem(group.Id, group with { Version = group.Version + 1 });
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Group>>(
            [.. _groups.Values.OrderBy(g => g.Id.Value, StringComparer.Ordinal).Where(g => string.CompareOrdinal(g.Id.Value, after?.Value ?? "") > 0).Take(limit)]);

    Task<IReadOnlyList<Group>> IGroupStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Group>>([.. _groups.Values.Where(g => g.DueAt <= until).OrderBy(g => g.DueAt).Take(limit)]);

    private Task<IReadOnlyList<Need>> OpenByNumberAsync(Func<Need, bool> which) =>
        Task.FromResult<IReadOnlyList<Need>>([.. _needs.Values.Where(n => n.IsOpen && which(n)).OrderBy(n => n.Number)]);
}
