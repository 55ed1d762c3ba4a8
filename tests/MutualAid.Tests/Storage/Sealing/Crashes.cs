using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>Keeps the folder of a store as it is at every step, as a killed process would leave it: whenever a file is opened, written, synced or cut.</summary>
internal sealed class Crashes(string folder) : IDisposable
{
    private readonly TestFolder _kept = new();
    private readonly Lock _gate = new();

    public int Count { get; private set; }

    public Stream Mount(FileStream file)
    {
        Keep();
        return new Watched(this, new SyncedFile(file));
    }

    /// <summary>Keeps the folder as it is now.</summary>
    public void Keep()
    {
        lock (_gate)
        {
            var copy = Directory.CreateDirectory(_kept.File($"{Count++}")).FullName;
            Marked.Copy(folder, copy);
        }
    }

    /// <summary>
    /// Opens each of the folders, hands it over, and asks that nothing of the work that was interrupted is left, and that this key, if one is meant, is still in a file.
    /// </summary>
    public async Task OpenEachAsync(StorageOptions options, Func<LiteDbStore, Task> check, MasterKey? neverLost = null)
    {
        for (var i = 0; i < Count; i++)
        {
            var copy = _kept.File($"{i}");
            try
            {
                using (var store = new LiteDbStore(options with { Path = Path.Combine(copy, Path.GetFileName(options.Path)) }, TimeProvider.System, Migrations.All))
                {
                    store.Open();
                    await check(store);
                }

                var key = Path.Combine(copy, "mutualaid.key");
                var kept = KeyFile.Kept(key);
                Assert.Equal(options.IsKeyGiven ? ["mutualaid.db"] : ["mutualaid.db", "mutualaid.key"], Directory.GetFiles(copy).Except(kept).Select(Path.GetFileName).Order());
                if (!options.IsKeyGiven) Assert.Equal(2, File.ReadAllLines(key).Length);
                if (neverLost is not null) Assert.Contains(kept.Append(key).SelectMany(KeyFile.Read), neverLost.IsSameAs);
                Assert.Empty(Marked.ReadableIn(copy));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"After a crash at step {i} of {Count}: {e.Message}", e);
            }
        }
    }

    public void Dispose() => _kept.Dispose();

    private sealed class Watched(Crashes crashes, Stream inner) : PageStream(inner)
    {
        /// <summary>Every write would be hundreds of folders to open, most of them alike.</summary>
        private const int OneOf = 7;

        private int _writes;

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if (_writes++ % OneOf == 0) crashes.Keep();
        }

        public override void SetLength(long value)
        {
            base.SetLength(value);
            crashes.Keep();
        }
    }
}
