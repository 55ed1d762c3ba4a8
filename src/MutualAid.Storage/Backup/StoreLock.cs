using MutualAid.Storage.LiteDb;

namespace MutualAid.Storage;

/// <summary>Keeps every process from opening a store while its files are moved.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly List<FileStream> _held = [];

    private StoreLock()
    {
    }

    /// <summary>Takes it, as far as the files are there. Throws a fatal <see cref="Core.Needs.StorageException"/> while a process has one of them open.</summary>
    public static StoreLock Take(string path)
    {
        var taken = new StoreLock();
        // Where the lock is advisory only "none" asks for it; Windows needs leave to move what is open.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        foreach (var file in new[] { path, StoreFiles.LogPath(path) }.Where(File.Exists))
        {
            try
            {
                taken._held.Add(new FileStream(file, FileMode.Open, FileAccess.ReadWrite, share));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                taken.Dispose();
                throw Refusals.NotOpened(path, file, e);
            }
        }

        return taken;
    }

    public void Dispose() => _held.ForEach(file => file.Dispose());
}
