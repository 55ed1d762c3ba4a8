using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.Postgres;

/// <summary>Needs in PostgreSQL.</summary>
internal sealed class PostgresNeedStore(PostgresStore store) : INeedStore
{
    private readonly Documents<Need> _needs = new(store, new NeedTable(store));

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) => _needs.FindAsync(store.Name(id.Value), cancellationToken);

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        _needs.FindAsync("group_name = $1 AND number = $2", [store.Name(group.Value), number], cancellationToken);

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        _needs.FindAsync("messages @> $1", [new[] { store.Name(message.Value) }], cancellationToken);

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken) => _needs.AddAsync(need, cancellationToken);

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken) => _needs.SaveAsync(need, cancellationToken);

    public Task<bool> RemoveAsync(Need need, CancellationToken cancellationToken) => _needs.RemoveAsync(need, cancellationToken);

    public Task<IReadOnlyList<Need>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE group_name = $1 AND number > $2 ORDER BY number LIMIT $3", [store.Name(group.Value), after, limit], cancellationToken);

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE group_name = $1 AND is_open ORDER BY number", [store.Name(group.Value)], cancellationToken);

    public Task<IReadOnlyList<Need>> AskedSinceAsync(GroupId group, PersonId person, Instant since, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE asker = $1 AND posted_at >= $2 ORDER BY posted_at", [store.Name(group.Value, person.Value), since.ToUnixTimeTicks()], cancellationToken);

    public Task<IReadOnlyList<Need>> PostedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE group_name = $1 AND posted_at >= $2 ORDER BY posted_at", [store.Name(group.Value), since.ToUnixTimeTicks()], cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE group_name = $1 AND closed_at >= $2 ORDER BY closed_at", [store.Name(group.Value), since.ToUnixTimeTicks()], cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE closed_at <= $1 ORDER BY closed_at LIMIT $2", [until.ToUnixTimeTicks(), limit], cancellationToken);

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        _needs.ListAsync("WHERE asker = $1 AND is_open ORDER BY number", [store.Name(group.Value, person.Value)], cancellationToken);

    public async Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken)
    {
        // Who has a claim is named, and few are named by many needs of one group without having one.
        var named = await _needs.ListAsync(
            "JOIN need_people p ON p.need_id = needs.id WHERE p.person = $1 AND group_name = $2 AND is_open ORDER BY number", [store.Name(person.Value), store.Name(group.Value)], cancellationToken).ConfigureAwait(false);
        return [.. named.Where(n => n.Claims.Any(c => c.Person == person))];
    }

    public Task<IReadOnlyList<Need>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        _needs.ListAsync("JOIN need_people p ON p.need_id = needs.id WHERE p.person = $1 LIMIT $2", [store.Name(person.Value), limit], cancellationToken);

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _needs.DueAsync(until.ToUnixTimeTicks(), limit, cancellationToken);
}

/// <summary>How a need is found. What is held is found by its id, when it is due and whom it names, and in no other way.</summary>
internal sealed class NeedTable(PostgresStore store) : Table<Need>
{
    public override string Name => "needs";

    public override IReadOnlyList<Column<Need>> Columns => field ??=
    [
        Text("group_name", n => n.IsHeld ? null : store.Name(n.Group.Value)),
        Number("number", n => n.IsHeld ? null : n.Number),
        Flag("is_open", IsOpen),
        Text("asker", n => IsKnown(n) ? store.Name(n.Group.Value, n.Requester.Value) : null),
        Time("posted_at", n => IsKnown(n) ? n.PostedAt : null),
        Time("closed_at", n => IsKnown(n) && !n.IsOpen ? n.ClosedAt : null),
        Texts("messages", n => n.IsHeld ? null : n.Postings.Where(p => p.Message is not null).Select(p => store.Name(p.Message!.Value.Value))),
        Texts("people", n => n.People().Select(p => store.Name(p.Value)), rows: ("need_people", "need_id", "person")),
        Time("due_at", n => n.DueAt, floor: "wake_at"),
    ];

    public override string Key(Need value) => store.Name(value.Id.Value);

    public override long Version(Need value) => value.Version;

    public override Need At(Need value, long version) => value with { Version = version };

    private static bool IsKnown(Need need) => !need.IsHeld && !need.IsErased;

    private static bool IsOpen(Need need) => need.IsOpen && !need.IsErased;
}
