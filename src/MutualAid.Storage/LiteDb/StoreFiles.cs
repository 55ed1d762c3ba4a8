using System.Buffers.Binary;
using System.Text;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// The data file and its log, locked for this process, with the durable streams on top. Every refusal is a fatal
/// <see cref="StorageException"/> of one line, and leaves the files as they were.
/// </summary>
internal sealed class StoreFiles : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const byte EncryptedMark = 1;
    private const int SignatureOffset = 32;
    private const int LastPageOffset = 64;
    private static readonly byte[] Signature = Encoding.ASCII.GetBytes("** This is a LiteDB file **");

    private readonly string _path;
    private readonly string _logPath;
    private readonly FileStream _file;
    private bool _isReleased;

    private StoreFiles(string path, string logPath, FileStream file, OrderedData data, ConfirmedLog log) =>
        (_path, _logPath, _file, Data, Log) = (path, logPath, file, data, log);

    public OrderedData Data { get; }

    public ConfirmedLog Log { get; }

    /// <summary>Where LiteDB itself would look for the log of this file.</summary>
    public static string LogPath(string path) => Path.Combine(
        Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "-log" + Path.GetExtension(path));

    /// <summary>Makes empty files, over what a crash may have left of an earlier try.</summary>
    public static StoreFiles Create(string path, string? password, Disk disk, Action<Exception> onFailure) =>
        Open(path, password, FileMode.Create, disk, onFailure);

    /// <summary>Opens a store that is there.</summary>
    public static StoreFiles OpenExisting(string path, string? password, Disk disk, Action<Exception> onFailure) =>
        Open(path, password, FileMode.Open, disk, onFailure);

    /// <summary>Refuses a file that ends before its last page, or of which a page is not as it was written. Only true of an open store whose log is folded in.</summary>
    public void RefuseIfCutShort()
    {
        var header = new byte[PageStream.PageSize];
        lock (Data)
        {
            Data.Position = 0;
            _ = Data.Read(header, 0, header.Length);
        }

        var pages = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(LastPageOffset)) + 1L;
        if (Data.Length < pages * PageStream.PageSize) throw Refusals.Damaged(_path, "it is cut short");
        lock (Data)
        {
            if (Data.FirstBroken(pages) is { } broken) throw Refusals.Damaged(_path, $"page {broken} is not as it was written");
        }
    }

    /// <summary>How many bytes the data file has on the disk.</summary>
    public long RawLength => RandomAccess.GetLength(_file.SafeFileHandle);

    /// <summary>Bytes of the data file as they lie on the disk, encrypted if it is; how many. Disturbs nobody who reads or writes it.</summary>
    public int ReadRaw(long at, Span<byte> to) => RandomAccess.Read(_file.SafeFileHandle, to, at);

    /// <summary>Releases both files; an empty log is removed, so that the data file alone is the whole store.</summary>
    public void Dispose() => Release(null);

    /// <summary>Releases both, with a finished store moved over the data file under its lock; on the disk when this returns.</summary>
    public void ReplaceBy(string finished) => Release(() =>
    {
        // A log of the old store would be folded into the new one.
        if (File.Exists(_logPath)) throw Refusals.Damaged(_path, "its log can't be folded in");
        // Windows moves nothing over an open file.
        if (OperatingSystem.IsWindows()) Data.Dispose();
        var target = LinkedFile.Target(_path);
        File.Move(finished, target, overwrite: true);
        SyncedFolder.Sync(Path.GetDirectoryName(target)!);
    });

    private void Release(Action? underLock)
    {
        if (_isReleased) return;
        _isReleased = true;
        try
        {
            var isLogEmpty = Log.Length <= 0;
            Log.Dispose();
            // Still under the lock of the data file, so nobody else has opened the log.
            if (isLogEmpty) File.Delete(_logPath);
            underLock?.Invoke();
        }
        finally
        {
            Data.Dispose();
        }
    }

    private static StoreFiles Open(string path, string? password, FileMode mode, Disk disk, Action<Exception> onFailure)
    {
        var logPath = LogPath(path);
        var data = OpenFile(path, path, mode);
        FileStream? logFile = null;
        try
        {
            if (mode == FileMode.Open) RefuseForeign(path, data, password is not null);
            var dataPages = disk(data);
            if (password is not null) dataPages = Encrypted(path, password, dataPages);

            logFile = OpenFile(path, logPath, mode == FileMode.Open ? FileMode.OpenOrCreate : FileMode.Create);
            // A log of an encrypted file that holds no page yet may be torn in its first moments; it is simply begun again.
            if (password is not null && logFile.Length <= PageStream.PageSize) logFile.SetLength(0);
            var logPages = disk(logFile);
            if (password is not null) logPages = Encrypted(path, password, logPages);

            var summed = new SummedLog(logPages);
            if (summed.Damage() is { } damage) throw Refusals.Damaged(path, damage);
            var log = new ConfirmedLog(summed, onFailure);
            return new StoreFiles(path, logPath, data, new OrderedData(new SummedData(dataPages, password is null ? data.SafeFileHandle : null), log), log);
        }
        catch
        {
            logFile?.Dispose();
            data.Dispose();
            throw;
        }
    }

    private static FileStream OpenFile(string path, string file, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open) options.UnixCreateMode = OwnerOnly;
        try
        {
            // Root may write everything; a file that was made read-only is meant to be.
            if (mode == FileMode.Open && new FileInfo(file).IsReadOnly) throw new UnauthorizedAccessException("it is read-only");
            var opened = new FileStream(file, options);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(opened.SafeFileHandle, OwnerOnly);
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotOpened(path, file, e);
        }
    }

    private static void RefuseForeign(string path, FileStream data, bool hasPassword)
    {
        var start = new byte[PageStream.PageSize];
        if (data.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            throw Refusals.Damaged(path, $"it has only {data.Length} bytes");
        data.Position = 0;

        if (start[0] == EncryptedMark && data.Length >= 2 * PageStream.PageSize)
        {
            if (!hasPassword) throw Refusals.PasswordMissing(path);
        }
        else if (!start.AsSpan(SignatureOffset).StartsWith(Signature)) throw Refusals.Damaged(path, "it does not begin as one");
        else if (hasPassword) throw Refusals.PasswordNotNeeded(path);
    }

    private static AesStream Encrypted(string path, string password, Stream file)
    {
        try
        {
            return new AesStream(password, file);
        }
        catch (LiteException e)
        {
            throw e.ErrorCode == LiteException.INVALID_PASSWORD ? Refusals.WrongPassword(path) : Refusals.Damaged(path, "its log is another file's");
        }
    }
}
