using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Storage;

/// <summary>How much a store holds, found by reading every document of it.</summary>
public sealed record StoreContent(int Groups, int Needs, int Offers, int Members)
{
    private const int AtOnce = 500;

    /// <summary>The schema version that this program writes; it reads every older one.</summary>
    public static int Schema => LiteDb.Schema.Current;

    /// <summary>Reads all of it. Throws a <see cref="StorageException"/> where a document can't be read.</summary>
    internal static async Task<StoreContent> ReadAsync(LiteDbStore store, CancellationToken cancellationToken)
    {
        // Nothing that people have, so it is not counted.
        await CountAsync<Erasure>(store, new ErasureShape(), cancellationToken).ConfigureAwait(false);
        return new StoreContent(
            await CountAsync<Group>(store, new GroupShape(store.Keys), cancellationToken).ConfigureAwait(false),
            await CountAsync<Need>(store, new NeedShape(store.Keys), cancellationToken).ConfigureAwait(false),
            await CountAsync<Offer>(store, new OfferShape(store.Keys), cancellationToken).ConfigureAwait(false),
            await CountAsync<Member>(store, new MemberShape(store.Keys), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<int> CountAsync<T>(LiteDbStore store, IDocumentShape<T> shape, CancellationToken cancellationToken)
        where T : class
    {
        var documents = new Documents<T>(store, shape);
        var (count, after) = (0, "");
        while (await documents.PageAsync(after, AtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            count += page.Count;
            after = shape.Key(page[^1]);
        }

        return count;
    }
}
