using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Offers in LiteDB.</summary>
internal sealed class LiteDbOfferStore(LiteDbStore store) : IOfferStore
{
    private readonly Documents<Offer> _offers = new(store, new OfferShape(store.Keys));
    private readonly NothingUntil _due = new("Due");
    private readonly NothingUntil _toErase = new("ToErase");

    private Keys Keys { get; } = store.Keys;

    public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken) =>
        _offers.FindAsync(Documents.ById(Keys.Of(id.Value)), cancellationToken);

    public Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        _offers.FindAsync(OfferShape.OfNumber(Keys, group, number), cancellationToken);

    public Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        _offers.FindAsync(Documents.Where("$.Messages[*] ANY = @0", Keys.Of(message.Value)), cancellationToken);

    public Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken) => _offers.AddAsync(offer, cancellationToken);

    public Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken) => _offers.SaveAsync(offer, cancellationToken);

    public Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken) => _offers.RemoveAsync(offer, cancellationToken);

    public Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _offers.DueAsync(_toErase, Keys.Ticks(until), limit, cancellationToken);

    public async Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken)
    {
        if (after == int.MaxValue) return [];
        var prefix = Keys.Of(group.Value);
        return await _offers.ListAsync(
            Documents.Between("$.GroupNumber", Keys.Numbered(prefix, Math.Max(after, -1) + 1), Keys.Numbered(prefix, int.MaxValue), limit), cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        ByNumberAsync(Documents.Where("$.OpenGroup = @0", Keys.Of(group.Value)), cancellationToken);

    public async Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken)
    {
        var prefix = Keys.Of(group.Value);
        var query = Documents.Between("$.AvailableNumber", Keys.Numbered(prefix, 0), Keys.Numbered(prefix, int.MaxValue), limit);
        query.Order = Query.Descending;
        return await _offers.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken) =>
        ByNumberAsync(Documents.Where("$.OpenGiver = @0", Keys.Of(group.Value, giver.Value)), cancellationToken);

    public async Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken)
    {
        var prefix = Keys.Of(group.Value, giver.Value);
        var query = Documents.Between("$.Given", Keys.Timed(prefix, Keys.Ticks(since)), Keys.Timed(prefix, long.MaxValue));
        return await _offers.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken)
    {
        var prefix = Keys.Of(group.Value, key);
        // No order is asked for: the index is read in its own, and sorting anew would read all of it.
        var query = Documents.Where("$.Available[*] ANY BETWEEN @0 AND @1", Keys.Timed(prefix, long.MinValue), Keys.Timed(prefix, long.MaxValue));
        query.Limit = limit;
        return await _offers.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        await _offers.ListAsync(Documents.Naming(Keys, person, limit), cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _offers.DueAsync(_due, Keys.Ticks(until), limit, cancellationToken);

    private async Task<IReadOnlyList<Offer>> ByNumberAsync(Query query, CancellationToken cancellationToken)
    {
        var offers = await _offers.ListAsync(query, cancellationToken).ConfigureAwait(false);
        offers.Sort((one, other) => one.Number.CompareTo(other.Number));
        return offers;
    }
}

/// <summary>How an offer is found.</summary>
internal sealed class OfferShape(Keys keys) : IDocumentShape<Offer>
{
    public const string Name = "offers";

    public static IReadOnlyList<IndexSpec> Indexes { get; } =
    [
        new("GroupNumber", "$.GroupNumber", IsUnique: true),
        new("OpenGroup", "$.OpenGroup"),
        new("OpenGiver", "$.OpenGiver"),
        new("Given", "$.Given"),
        new("Messages", "$.Messages[*]"),
        new("People", "$.People[*]"),
        new("Available", "$.Available[*]"),
        new("AvailableNumber", "$.AvailableNumber"),
        new("ToErase", "$.ToErase"),
        new("Due", "$.Due"),
    ];

    public string Collection => Name;

    private Keys Keys => keys;

    public static Query OfNumber(Keys keys, GroupId group, int number) =>
        Documents.Where("$.GroupNumber = @0", Keys.Numbered(keys.Of(group.Value), number));

    public string Key(Offer value) => Keys.Of(value.Id.Value);

    public long Version(Offer value) => value.Version;

    public Offer At(Offer value, long version) => value with { Version = version };

    public Query? Rival(Offer value) => OfNumber(keys, value.Group, value.Number);

    public BsonDocument Fields(Offer value)
    {
        var group = value.Group.Value;
        var given = Keys.Of(group, value.Giver.Value);
        var posted = Keys.Ticks(value.PostedAt);
        var fields = new BsonDocument
        {
            ["GroupNumber"] = Keys.Numbered(Keys.Of(group), value.Number),
            ["Given"] = Keys.Timed(given, posted),
            ["Messages"] = Distinct(value.Postings.Where(p => p.Message is not null).Select(p => Keys.Of(p.Message!.Value.Value))),
            ["People"] = Documents.People(Keys, value.People()),
        };
        if (value.DueAt is { } due) fields["Due"] = Keys.Ticks(due);
        if (value.IsErased) fields.Remove("Given");
        else if (value.ClosedAt is { } closed) fields["ToErase"] = Keys.Ticks(closed);
        if (!value.IsOpen) return fields;
        fields["OpenGroup"] = Keys.Of(group);
        fields["OpenGiver"] = given;
        if (!value.IsAvailable) return fields;
        fields["AvailableNumber"] = fields["GroupNumber"];
        fields["Available"] = Distinct(value.Keys.Select(key => Keys.Timed(Keys.Of(group, key), posted)));
        return fields;
    }

    private static BsonArray Distinct(IEnumerable<string> keys) => [.. keys.Distinct().Select(k => new BsonValue(k))];
}
