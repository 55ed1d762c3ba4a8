using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Needs in LiteDB.</summary>
internal sealed class LiteDbNeedStore(LiteDbStore store) : INeedStore
{
    private readonly Documents<Need> _needs = new(store, new NeedShape(store.Keys));
    private readonly NothingUntil _due = new("Due");
    private readonly NothingUntil _toErase = new("ToErase");

    private Keys Keys { get; } = store.Keys;

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) =>
        _needs.FindAsync(Documents.ById(Keys.Of(id.Value)), cancellationToken);

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        _needs.FindAsync(NeedShape.OfNumber(Keys, group, number), cancellationToken);

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        _needs.FindAsync(Documents.Where("$.Messages[*] ANY = @0", Keys.Of(message.Value)), cancellationToken);

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken) => _needs.AddAsync(need, cancellationToken);

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken) => _needs.SaveAsync(need, cancellationToken);

    public Task<bool> RemoveAsync(Need need, CancellationToken cancellationToken) => _needs.RemoveAsync(need, cancellationToken);

    public async Task<IReadOnlyList<Need>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken)
    {
        if (after == int.MaxValue) return [];
        var prefix = Keys.Of(group.Value);
        return await _needs.ListAsync(
            Documents.Between("$.GroupNumber", Keys.Numbered(prefix, Math.Max(after, -1) + 1), Keys.Numbered(prefix, int.MaxValue), limit), cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        ByNumberAsync(Documents.Where("$.OpenGroup = @0", Keys.Of(group.Value)), cancellationToken);

    public async Task<IReadOnlyList<Need>> AskedSinceAsync(
        GroupId group, PersonId person, Instant since, CancellationToken cancellationToken)
    {
        var prefix = Keys.Of(group.Value, person.Value);
        var query = Documents.Between("$.Asked", Keys.Timed(prefix, Keys.Ticks(since)), Keys.Timed(prefix, long.MaxValue));
        return await _needs.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Need>> PostedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        SinceAsync("$.Posted", group, since, cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) =>
        SinceAsync("$.Closed", group, since, cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _needs.DueAsync(_toErase, Keys.Ticks(until), limit, cancellationToken);

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ByNumberAsync(Documents.Where("$.OpenAsked = @0", Keys.Of(group.Value, person.Value)), cancellationToken);

    public Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ByNumberAsync(Documents.Where("$.OpenClaimed[*] ANY = @0", Keys.Of(group.Value, person.Value)), cancellationToken);

    public async Task<IReadOnlyList<Need>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        await _needs.ListAsync(Documents.Naming(Keys, person, limit), cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _needs.DueAsync(_due, Keys.Ticks(until), limit, cancellationToken);

    private async Task<IReadOnlyList<Need>> SinceAsync(string field, GroupId group, Instant since, CancellationToken cancellationToken)
    {
        var prefix = Keys.Of(group.Value);
        var query = Documents.Between(field, Keys.Timed(prefix, Keys.Ticks(since)), Keys.Timed(prefix, long.MaxValue));
        return await _needs.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Need>> ByNumberAsync(Query query, CancellationToken cancellationToken)
    {
        var needs = await _needs.ListAsync(query, cancellationToken).ConfigureAwait(false);
        // Few enough to sort here; a second field in the query could take the index away from the first.
        needs.Sort((one, other) => one.Number.CompareTo(other.Number));
        return needs;
    }
}

/// <summary>How a need is found.</summary>
internal sealed class NeedShape(Keys keys) : IDocumentShape<Need>
{
    public const string Name = "needs";

    public static IReadOnlyList<IndexSpec> Indexes { get; } =
    [
        new("GroupNumber", "$.GroupNumber", IsUnique: true),
        new("OpenGroup", "$.OpenGroup"),
        new("Asked", "$.Asked"),
        new("Posted", "$.Posted"),
        new("Closed", "$.Closed"),
        new("ToErase", "$.ToErase"),
        new("OpenAsked", "$.OpenAsked"),
        new("OpenClaimed", "$.OpenClaimed[*]"),
        new("Messages", "$.Messages[*]"),
        new("People", "$.People[*]"),
        new("Due", "$.Due"),
    ];

    public string Collection => Name;

    private Keys Keys => keys;

    public static Query OfNumber(Keys keys, GroupId group, int number) =>
        Documents.Where("$.GroupNumber = @0", Keys.Numbered(keys.Of(group.Value), number));

    public string Key(Need value) => Keys.Of(value.Id.Value);

    public long Version(Need value) => value.Version;

    public Need At(Need value, long version) => value with { Version = version };

    public Query? Rival(Need value) => value.IsHeld ? null : OfNumber(keys, value.Group, value.Number);

    public BsonDocument Fields(Need value)
    {
        // Nobody finds what is held, but by its id or whose it is; where every number is there once, it stands in the place of one.
        if (value.IsHeld)
            return new BsonDocument { ["GroupNumber"] = Keys.Of("held", value.Id.Value), ["Due"] = Keys.Ticks(value.DueAt!.Value), ["People"] = Documents.People(Keys, value.People()) };
        var group = value.Group.Value;
        var asked = Keys.Of(group, value.Requester.Value);
        var fields = new BsonDocument
        {
            ["GroupNumber"] = Keys.Numbered(Keys.Of(group), value.Number),
            ["Asked"] = Keys.Timed(asked, Keys.Ticks(value.PostedAt)),
            ["Posted"] = Keys.Timed(Keys.Of(group), Keys.Ticks(value.PostedAt)),
            ["Messages"] = Distinct(value.Postings.Where(p => p.Message is not null).Select(p => Keys.Of(p.Message!.Value.Value))),
            ["People"] = Documents.People(Keys, value.People()),
        };
        if (value.DueAt is { } due) fields["Due"] = Keys.Ticks(due);
        if (value.IsErased)
        {
            fields.Remove("Asked");
            fields.Remove("Posted");
            return fields;
        }

        if (!value.IsOpen)
        {
            if (value.ClosedAt is { } ended) fields["ToErase"] = Keys.Ticks(ended);
            if (value.ClosedAt is { } closed) fields["Closed"] = Keys.Timed(Keys.Of(group), Keys.Ticks(closed));
            return fields;
        }

        fields["OpenGroup"] = Keys.Of(group);
        fields["OpenAsked"] = asked;
        fields["OpenClaimed"] = Distinct(value.Claims.Select(c => Keys.Of(group, c.Person.Value)));
        return fields;
    }

    private static BsonArray Distinct(IEnumerable<string> keys) => [.. keys.Distinct().Select(k => new BsonValue(k))];
}
