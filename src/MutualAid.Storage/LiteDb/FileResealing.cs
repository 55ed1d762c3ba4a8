using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>A file: the new one is made beside and moved into its place.</summary>
internal sealed class FileResealing(StorageOptions options, Disk disk) : IResealing
{
    public void Prepare()
    {
        if (!File.Exists(options.Path)) throw Refusals.Missing(Path.GetFullPath(options.Path));
        Opening(options).Open(Ignored).Dispose();
    }

    public void Reseal(Func<MasterKey, MasterKey> next) => Opening(options).Reseal(next);

    public void Finish(MasterKey key) => Opening(options.IsKeyGiven ? options with { Keys = [key] } : options).Open(Ignored).Dispose();

    public bool IsUnder(MasterKey key) => Opening(options).IsUnder(key);

    public void Dispose()
    {
        // Each step holds the file by itself.
    }

    private static void Ignored(Exception failure)
    {
        // Whoever waits for the write hears of it too.
    }

    private StoreOpening Opening(StorageOptions of) => new(of, Migrations.All, disk);
}
