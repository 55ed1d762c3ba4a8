using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Members;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Members in LiteDB.</summary>
internal sealed class LiteDbMemberStore(LiteDbStore store) : IMemberStore
{
    private readonly Documents<Member> _members = new(store, new MemberShape(store.Keys));
    private readonly NothingUntil _due = new("Due");

    private Keys Keys { get; } = store.Keys;

    public Task<Member?> FindAsync(MemberId id, CancellationToken cancellationToken) =>
        _members.FindAsync(Documents.ById(MemberShape.KeyOf(Keys, id)), cancellationToken);

    public Task<bool> AddAsync(Member member, CancellationToken cancellationToken) => _members.AddAsync(member, cancellationToken);

    public Task<bool> SaveAsync(Member member, CancellationToken cancellationToken) => _members.SaveAsync(member, cancellationToken);

    public Task<bool> RemoveAsync(Member member, CancellationToken cancellationToken) => _members.RemoveAsync(member, cancellationToken);

    public async Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, string kind, CancellationToken cancellationToken) =>
        await _members.ListAsync(Documents.Where("$.TellAbout[*] ANY = @0", Keys.Of(group.Value, kind)), cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<Member>> OfAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        await _members.ListAsync(Documents.Where("$.Person = @0", limit, Keys.Of(person.Value)), cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<Member>> InAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        await _members.ListAsync(Documents.Where("$.Group = @0", limit, Keys.Of(group.Value)), cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<Member>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _members.DueAsync(_due, Keys.Ticks(until), limit, cancellationToken);
}

/// <summary>How a member is found.</summary>
internal sealed class MemberShape(Keys keys) : IDocumentShape<Member>
{
    public const string Name = "members";

    public static IReadOnlyList<IndexSpec> Indexes { get; } = [new("TellAbout", "$.TellAbout[*]"), new("Due", "$.Due"), new("Person", "$.Person"), new("Group", "$.Group")];

    public string Collection => Name;

    private Keys Keys => keys;

    public static string KeyOf(Keys keys, MemberId id) => keys.Of(id.Group.Value, id.Person.Value);

    public string Key(Member value) => KeyOf(keys, value.Id);

    public long Version(Member value) => value.Version;

    public Member At(Member value, long version) => value with { Version = version };

    public Query? Rival(Member value) => null;

    public BsonDocument Fields(Member value)
    {
        var fields = new BsonDocument { ["TellAbout"] = new BsonArray(value.TellAbout.Select(kind => new BsonValue(Keys.Of(value.Id.Group.Value, kind)))) };
        fields["Person"] = Keys.Of(value.Id.Person.Value);
        fields["Group"] = Keys.Of(value.Id.Group.Value);
        if (value.DueAt is { } due) fields["Due"] = Keys.Ticks(due);
        return fields;
    }
}
