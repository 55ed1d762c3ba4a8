using System.Runtime.InteropServices;

namespace MutualAid.Storage.Sealing;

/// <summary>A folder whose entries are on the disk: a file that was made or moved is there after a power loss only when its folder was synced.</summary>
internal static class SyncedFolder
{
    private const int ReadOnly = 0;

    /// <summary>Throws an <see cref="IOException"/> when the disk says no. Windows keeps its own journal of names, and has no such call.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        // The base library opens no folders.
        var opened = Open(folder, ReadOnly);
        if (opened < 0) throw Failed();
        try
        {
            if (FSync(opened) != 0) throw Failed();
        }
        finally
        {
            _ = Close(opened);
        }
    }

    private static IOException Failed() => new($"The folder could not be synced: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
