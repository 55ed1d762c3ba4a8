using Microsoft.Extensions.Configuration;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage;

namespace MutualAid.Tests.Support;

/// <summary>A store for one test.</summary>
internal sealed class StoreUnderTest(INeedStore needs, IGroupStore groups, params IDisposable[] owned) : IDisposable
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
        var folder = new TestFolder();
        var open = OpenStore.Open(Configuration(folder.File("store.db"), password));
        return new StoreUnderTest(open.Store, open.Store, open, folder);
    }

    public static IConfiguration Configuration(string path, string? password = null) => new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["Storage:LiteDb:Path"] = path, ["Storage:LiteDb:Password"] = password }).Build();

    public void Dispose()
    {
        foreach (var thing in owned) thing.Dispose();
    }
}
