using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Storage.Postgres;

/// <summary>Offers in PostgreSQL.</summary>
internal sealed class PostgresOfferStore(PostgresStore store) : IOfferStore
{
    private readonly Documents<Offer> _offers = new(store, new OfferTable(store));

    public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken) => _offers.FindAsync(store.Name(id.Value), cancellationToken);

    public Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        _offers.FindAsync("group_name = $1 AND number = $2", [store.Name(group.Value), number], cancellationToken);

    public Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        _offers.FindAsync("messages @> $1", [new[] { store.Name(message.Value) }], cancellationToken);

    public Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken) => _offers.AddAsync(offer, cancellationToken);

    public Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken) => _offers.SaveAsync(offer, cancellationToken);

    public Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken) => _offers.RemoveAsync(offer, cancellationToken);

    public Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE closed_at <= $1 ORDER BY closed_at LIMIT $2", [until.ToUnixTimeTicks(), limit], cancellationToken);

    public Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE group_name = $1 AND number > $2 ORDER BY number LIMIT $3", [store.Name(group.Value), after, limit], cancellationToken);

    public Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE group_name = $1 AND is_open ORDER BY number", [store.Name(group.Value)], cancellationToken);

    public Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE group_name = $1 AND available IS NOT NULL ORDER BY number DESC LIMIT $2", [store.Name(group.Value), limit], cancellationToken);

    public Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE giver = $1 AND is_open ORDER BY number", [store.Name(group.Value, giver.Value)], cancellationToken);

    public Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE giver = $1 AND posted_at >= $2 ORDER BY posted_at", [store.Name(group.Value, giver.Value), since.ToUnixTimeTicks()], cancellationToken);

    public Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("JOIN offer_keys k ON k.offer_id = offers.id WHERE k.key = $1 ORDER BY k.posted_at, k.offer_id LIMIT $2", [store.Name(group.Value, key), limit], cancellationToken);

    public Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE people @> $1 LIMIT $2", [new[] { store.Name(person.Value) }, limit], cancellationToken);

    public Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _offers.ListAsync("WHERE due_at <= $1 ORDER BY due_at LIMIT $2", [until.ToUnixTimeTicks(), limit], cancellationToken);
}

/// <summary>How an offer is found.</summary>
internal sealed class OfferTable(PostgresStore store) : Table<Offer>
{
    public override string Name => "offers";

    public override IReadOnlyList<Column<Offer>> Columns => field ??=
    [
        Text("group_name", o => store.Name(o.Group.Value)),
        Number("number", o => o.Number),
        Flag("is_open", o => o.IsOpen),
        Text("giver", o => o.IsErased && !o.IsOpen ? null : store.Name(o.Group.Value, o.Giver.Value)),
        Time("posted_at", o => o.PostedAt),
        Time("closed_at", o => o.IsErased ? null : o.ClosedAt),
        Texts("messages", o => o.Postings.Where(p => p.Message is not null).Select(p => store.Name(p.Message!.Value.Value))),
        Texts("people", o => o.People().Select(p => store.Name(p.Value))),
        Texts("available", o => o.IsAvailable ? o.Keys.Select(key => store.Name(o.Group.Value, key)) : null),
        Time("due_at", o => o.DueAt),
    ];

    public override string Key(Offer value) => store.Name(value.Id.Value);

    public override long Version(Offer value) => value.Version;

    public override Offer At(Offer value, long version) => value with { Version = version };
}
