using MutualAid.Core.Groups;
using MutualAid.Core.Needs;

namespace MutualAid.Tests.Support;

/// <summary>A store for one story.</summary>
internal sealed class StoreUnderTest(INeedStore needs, IGroupStore groups, IDisposable? owned = null) : IDisposable
{
    public INeedStore Needs => needs;

    public IGroupStore Groups => groups;

    public static StoreUnderTest InMemory()
    {
        var store = new MemoryStore();
        return new StoreUnderTest(store, store);
    }

    public static StoreUnderTest OnLiteDb(string? password = null)
    {
        var open = new OpenStore(password);
        return new StoreUnderTest(open.Needs, open.Groups, open);
    }

    public void Dispose() => owned?.Dispose();
}
