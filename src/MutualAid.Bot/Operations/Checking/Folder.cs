using System.Runtime.InteropServices;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>What this user may do in a folder, found out without doing it.</summary>
internal static class Folder
{
    private const int Write = 2;
    private const int Enter = 1;

    /// <summary>Whether files can be made in it; also false where its file system is read-only. Windows has no such question, and is believed.</summary>
    public static bool IsWritable(string folder) => OperatingSystem.IsWindows() || Access(folder, Write | Enter) == 0;

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
