using MutualAid.Core.Chat;
using MutualAid.Core.Members;
using NodaTime;

namespace MutualAid.Storage.Postgres;

/// <summary>Members in PostgreSQL.</summary>
internal sealed class PostgresMemberStore(PostgresStore store) : IMemberStore
{
    private readonly Documents<Member> _members = new(store, new MemberTable(store));

    public Task<Member?> FindAsync(MemberId id, CancellationToken cancellationToken) => _members.FindAsync(store.Name(id.Group.Value, id.Person.Value), cancellationToken);

    public Task<bool> AddAsync(Member member, CancellationToken cancellationToken) => _members.AddAsync(member, cancellationToken);

    public Task<bool> SaveAsync(Member member, CancellationToken cancellationToken) => _members.SaveAsync(member, cancellationToken);

    public Task<bool> RemoveAsync(Member member, CancellationToken cancellationToken) => _members.RemoveAsync(member, cancellationToken);

    public Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, string kind, CancellationToken cancellationToken) =>
        _members.ListAsync("WHERE tell_about @> $1", [new[] { store.Name(group.Value, kind) }], cancellationToken);

    public Task<IReadOnlyList<Member>> OfAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        _members.ListAsync("WHERE person = $1 LIMIT $2", [store.Name(person.Value), limit], cancellationToken);

    public Task<IReadOnlyList<Member>> InAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        _members.ListAsync("WHERE group_name = $1 LIMIT $2", [store.Name(group.Value), limit], cancellationToken);

    public Task<IReadOnlyList<Member>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _members.ListAsync("WHERE due_at <= $1 ORDER BY due_at LIMIT $2", [until.ToUnixTimeTicks(), limit], cancellationToken);
}

/// <summary>How a member is found.</summary>
internal sealed class MemberTable(PostgresStore store) : Table<Member>
{
    public override string Name => "members";

    public override IReadOnlyList<Column<Member>> Columns => field ??=
    [
        Text("person", m => store.Name(m.Id.Person.Value)),
        Text("group_name", m => store.Name(m.Id.Group.Value)),
        Texts("tell_about", m => m.TellAbout.Select(kind => store.Name(m.Id.Group.Value, kind))),
        Time("due_at", m => m.DueAt),
    ];

    public override string Key(Member value) => store.Name(value.Id.Group.Value, value.Id.Person.Value);

    public override long Version(Member value) => value.Version;

    public override Member At(Member value, long version) => value with { Version = version };
}
