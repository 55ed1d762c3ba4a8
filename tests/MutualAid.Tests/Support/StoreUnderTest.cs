using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Tests.Support.Postgres;

namespace MutualAid.Tests.Support;

/// <summary>A store for one story.</summary>
internal sealed class StoreUnderTest(
    INeedStore needs, IOfferStore offers, IGroupStore groups, IMemberStore members, IBookmarks bookmarks, IDisposable? owned = null, IErasures? erasures = null) : IDisposable
{
    public INeedStore Needs => needs;

    public IOfferStore Offers => offers;

    public IGroupStore Groups => groups;

    public IMemberStore Members => members;

    public IBookmarks Bookmarks => bookmarks;

    public IErasures Erasures { get; } = erasures ?? new MemoryErasures();

    public static StoreUnderTest InMemory() => On(new MemoryStore());

    /// <summary>On a store that outlives the story.</summary>
    public static StoreUnderTest On(MemoryStore store) => new(store, store.Offers, store, store, store);

    public static StoreUnderTest OnLiteDb(string? password = null)
    {
        var open = new OpenStore(password);
        return new StoreUnderTest(open.Needs, open.Offers, open.Groups, open.Members, open.Bookmarks, open, open.Erasures);
    }

    /// <summary>On a store that outlives the story.</summary>
    public static StoreUnderTest On(OpenStore open) => new(open.Needs, open.Offers, open.Groups, open.Members, open.Bookmarks, erasures: open.Erasures);

    /// <summary>In a database of its own; where there is no PostgreSQL the test skips.</summary>
    public static StoreUnderTest OnPostgres() => On(OpenPostgres.NewAsync().GetAwaiter().GetResult());

    public static StoreUnderTest On(OpenPostgres open) => new(open.Needs, open.Offers, open.Groups, open.Members, open.Bookmarks, open);

    public void Dispose() => owned?.Dispose();
}
