using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>A LiteDB store in a fresh folder, which goes with it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly LiteDbStore _store;

    public TemporaryStore()
    {
        Folder = Directory.CreateTempSubdirectory("mutualaid-benchmark-").FullName;
        _store = Open(Path.Combine(Folder, "mutualaid.db"), password: null);
        Needs = new LiteDbNeedStore(_store);
    }

    public string Folder { get; }

    public INeedStore Needs { get; }

    public static LiteDbStore Open(string path, string? password)
    {
        var store = new LiteDbStore(new StorageOptions(path, password), TimeProvider.System, Migrations.All);
        store.Open();
        return store;
    }

    public static Need Need(int number) => new()
    {
        Id = new NeedId($"need{number}"),
        Group = new("playground:berlin"),
        Number = number,
        Requester = new($"playground:person{number % 50}"),
        What = "groceries for two by Friday, and somebody to carry them up to the third floor",
        PostedAt = Instant.FromUnixTimeSeconds(1_800_000_000 + number),
    };

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
