using LiteDB;
using MutualAid.Core.Privacy;
using MutualAid.Storage.Sealing;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>That something was erased for good, as it is kept.</summary>
/// <param name="Name">A pseudonym by a secret of its own, so that another key for the store does not change it.</param>
/// <param name="IsGroup">Whether it was a group, and not somebody.</param>
/// <param name="Mark">Tells this erasure from every other: two that have the same are one.</param>
/// <param name="Day">When it began.</param>
/// <param name="IsBack">Whether an older copy brought it back, and it is not erased again yet.</param>
internal sealed record Erasure(string Name, bool IsGroup, string Mark, Instant Day, bool IsBack);

/// <summary>All that a store remembers of what was erased. <paramref name="Secret"/>: what names it, or null: it has not begun to.</summary>
internal sealed record KeptErasures(string? Secret, IReadOnlyList<Erasure> List);

/// <summary>What was erased, in a collection of its own in the same file.</summary>
internal sealed class LiteDbErasures(LiteDbStore store) : IErasures, IDisposable
{
    private const string SecretKey = "erasures";
    private const int AtOnce = 200;

    private readonly Documents<Erasure> _erasures = new(store, new ErasureShape());
    private readonly LiteDbBookmarks _bookmarks = new(store);
    private readonly SemaphoreSlim _one = new(1, 1);
    private MasterKey? _secret;

    public async Task RememberAsync(Erased what, string mark, Instant at, CancellationToken cancellationToken)
    {
        var name = Named(await SecretAsync(cancellationToken).ConfigureAwait(false), what);
        if (await _erasures.FindAsync(Documents.ById(name), cancellationToken).ConfigureAwait(false) is { } known && (known.IsBack || known.Mark == mark)) return;
        await _erasures.PutAsync(new Erasure(name, what.IsGroup, mark, DayOf(at), IsBack: false), cancellationToken).ConfigureAwait(false);
    }

    public async Task<BroughtBack?> BroughtBackAsync(CancellationToken cancellationToken)
    {
        var secret = await SecretAsync(cancellationToken).ConfigureAwait(false);
        if (await _erasures.FindAsync(Back(), cancellationToken).ConfigureAwait(false) is null) return null;
        var back = (await _erasures.ListAsync(Back(), cancellationToken).ConfigureAwait(false)).ToDictionary(e => e.Name, e => e.Mark);
        return new BroughtBack(what => back.GetValueOrDefault(Named(secret, what)));
    }

    public async Task AreGoneAgainAsync(CancellationToken cancellationToken)
    {
        while (await _erasures.ListAsync(Back(AtOnce), cancellationToken).ConfigureAwait(false) is { Count: > 0 } back)
            await PutAsync(back.Select(e => e with { IsBack = false }), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> DropAsync(Instant before, CancellationToken cancellationToken)
    {
        var old = await _erasures.ListAsync(Documents.Between("$.Day", long.MinValue, Keys.Ticks(before) - 1, AtOnce), cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(old.Select(e => _erasures.RemoveAsync(e, cancellationToken))).ConfigureAwait(false);
        return old.Count == AtOnce;
    }

    /// <summary>All of it.</summary>
    public async Task<KeptErasures> ReadAsync(CancellationToken cancellationToken)
    {
        var (list, after) = (new List<Erasure>(), "");
        while (await _erasures.PageAsync(after, AtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            list.AddRange(page);
            after = page[^1].Name;
        }

        return new KeptErasures(await _bookmarks.FindAsync(SecretKey, cancellationToken).ConfigureAwait(false), list);
    }

    /// <summary>
    /// Has this store, which is an older copy, know what the newer one knows, and that all of it was brought back that it did not know of itself. Nobody else uses it yet.
    /// </summary>
    public async Task<ErasedSince> TakeOverAsync(KeptErasures newer, CancellationToken cancellationToken)
    {
        var own = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var isOfTheSame = newer.Secret is not null && newer.Secret == own.Secret;
        if (newer.Secret is not null && !isOfTheSame)
        {
            // Names of another secret say nothing to anybody any more.
            foreach (var page in own.List.Chunk(AtOnce)) await Task.WhenAll(page.Select(e => _erasures.RemoveAsync(e, cancellationToken))).ConfigureAwait(false);
            await _bookmarks.SaveAsync(SecretKey, newer.Secret, cancellationToken).ConfigureAwait(false);
            own = new KeptErasures(newer.Secret, []);
        }

        var known = own.List.ToDictionary(e => e.Name);
        var taken = newer.List.Select(e => e with { IsBack = !(known.GetValueOrDefault(e.Name) is { } mine && mine.Mark == e.Mark && !mine.IsBack) }).ToList();
        foreach (var page in taken.Chunk(AtOnce)) await PutAsync(page, cancellationToken).ConfigureAwait(false);
        var back = taken.UnionBy(own.List, e => e.Name).Where(e => e.IsBack).ToList();
        return new ErasedSince(back.Count(e => !e.IsGroup), back.Count(e => e.IsGroup), isOfTheSame);
    }

    public void Dispose() => _one.Dispose();

    private static Query Back(int limit = int.MaxValue) => Documents.Where("$.Back = @0", limit, true);

    private static string Named(MasterKey secret, Erased what)
    {
        using var names = secret.Seals();
        return names.Pseudonym(what.IsGroup ? "group" : "person", what.Id);
    }

    private static Instant DayOf(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / NodaConstants.TicksPerDay * NodaConstants.TicksPerDay);

    /// <summary>Together, so that the store makes few transactions of them.</summary>
    private Task PutAsync(IEnumerable<Erasure> erasures, CancellationToken cancellationToken) => Task.WhenAll(erasures.Select(e => _erasures.PutAsync(e, cancellationToken)));

    private async Task<MasterKey> SecretAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_secret is not null) return _secret;
            if (await _bookmarks.FindAsync(SecretKey, cancellationToken).ConfigureAwait(false) is { } kept) return _secret = MasterKey.Parse(kept) ?? throw Seals.Broken(Schema.Meta);
            var made = MasterKey.New();
            await _bookmarks.SaveAsync(SecretKey, made.ToBase64(), cancellationToken).ConfigureAwait(false);
            return _secret = made;
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <summary>How an erasure is found.</summary>
internal sealed class ErasureShape : IDocumentShape<Erasure>
{
    public const string Name = "erasures";

    /// <summary>The last one wins, so there are no versions of it.</summary>
    private const long OnlyVersion = 1;

    public static IReadOnlyList<IndexSpec> Indexes { get; } = [new("Day", "$.Day"), new("Back", "$.Back")];

    public string Collection => Name;

    public string Key(Erasure value) => value.Name;

    public long Version(Erasure value) => OnlyVersion;

    public Erasure At(Erasure value, long version) => value;

    public Query? Rival(Erasure value) => null;

    public BsonDocument Fields(Erasure value)
    {
        var fields = new BsonDocument { ["Day"] = Keys.Ticks(value.Day) };
        if (value.IsBack) fields["Back"] = true;
        return fields;
    }
}
