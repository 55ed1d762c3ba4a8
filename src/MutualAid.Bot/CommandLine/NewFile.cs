using MutualAid.Bot.Operations;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>
/// A file that only its owner may read, and that is there as a whole or not at all: it is written beside under another name, brought onto the disk, and
/// then named. Disposed of before it is kept, it leaves nothing.
/// </summary>
internal sealed class NewFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private readonly bool _replace;
    private readonly FileStream _stream;
    private bool _kept;

    private NewFile(string path, string unfinished, bool replace, FileStream stream) => (_path, _unfinished, _replace, _stream) = (path, unfinished, replace, stream);

    public Stream Stream => _stream;

    /// <summary>Begins it. Throws an <see cref="OperatorRefusal"/> where it can't be, or may not be.</summary>
    public static NewFile Begin(string path, bool replace, StorageOptions storage)
    {
        var full = Path.GetFullPath(path);
        if (storage.IsAt(full)) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{path}' is the store itself: give another name.");
        if (StorageOptions.IsKeyAt(full)) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{path}' holds a key, and may be the only place that does: give another name.");
        if (Directory.Exists(full)) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{path}' is a folder: give the name of a file in it.");
        if (File.Exists(full) && !replace) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{path}' is there already: give another name, or add --replace.");
        var unfinished = full + StoreBackup.Unfinished;
        try
        {
            // What somebody has open, the store under another name perhaps, is nobody's to replace.
            if (File.Exists(full)) RefuseInUse(full);
            if (File.Exists(unfinished)) RefuseInUse(unfinished);
            File.Delete(unfinished);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new NewFile(full, unfinished, replace, new FileStream(unfinished, options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorRefusal(ExitCodes.StorageFailed, $"'{path}' can't be written ({e.Message}): choose a folder that is there and that this user may write to.");
        }
    }

    /// <summary>Brings it onto the disk and gives it its name; how many bytes it has.</summary>
    public async Task<long> KeepAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        _stream.Flush(flushToDisk: true);
        var length = _stream.Length;
        await _stream.DisposeAsync();
        File.Move(_unfinished, _path, _replace);
        _kept = true;
        return length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_kept) return;
        try
        {
            await _stream.DisposeAsync();
        }
        finally
        {
            File.Delete(_unfinished);
        }
    }

    private static void RefuseInUse(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
}
