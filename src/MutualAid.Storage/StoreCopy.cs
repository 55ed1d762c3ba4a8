using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Storage;

/// <summary>Everything that a store keeps, to be read while nobody writes.</summary>
internal interface IStoreContents
{
    /// <summary>
    /// All of one kind (<see cref="Need"/>, <see cref="Offer"/>, <see cref="Group"/>, <see cref="Member"/>, <see cref="Bookmark"/>, <see cref="Erasure"/>) in batches of no more than
    /// <see cref="StoreCopy.BatchSize"/>, each read when it is asked for.
    /// </summary>
    IEnumerable<IReadOnlyList<T>> Batches<T>()
        where T : class;
}

/// <summary>An empty store that is being filled, and that nobody else sees yet.</summary>
internal interface IStoreFilling
{
    /// <summary>Adds a batch as it is, versions too; durable when this returns.</summary>
    void Add<T>(IReadOnlyList<T> batch)
        where T : class;
}

/// <summary>
/// Everything from one store into another: other keys, another provider, a backup. What documents are found by is worked out anew by the store
/// that takes them, so it is also how an older store becomes one of today.
/// </summary>
internal static class StoreCopy
{
    /// <summary>LiteDB loses its way in transactions of a few thousand documents; and this bounds the memory.</summary>
    public const int BatchSize = 250;

    public static void Run(IStoreContents from, IStoreFilling to)
    {
        Copy<Group>(from, to);
        Copy<Member>(from, to);
        Copy<Need>(from, to);
        Copy<Offer>(from, to);
        Copy<Bookmark>(from, to);
        Copy<Erasure>(from, to);
    }

    private static void Copy<T>(IStoreContents from, IStoreFilling to)
        where T : class
    {
        foreach (var batch in from.Batches<T>()) to.Add(batch);
    }
}

/// <summary>Where a platform left off, as it is kept.</summary>
internal sealed record Bookmark(string Key, string Value);
