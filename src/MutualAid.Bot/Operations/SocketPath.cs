using System.Security.Cryptography;
using System.Text;

namespace MutualAid.Bot.Operations;

/// <summary>Where the running process listens for whoever runs it: beside the store, or, where that path is too long for a socket, in a folder of its own.</summary>
internal static class SocketPath
{
    /// <summary>macOS allows 103 bytes, Linux 107.</summary>
    private const int MostBytes = 100;

    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Of(string store)
    {
        var full = Path.GetFullPath(store);
        var beside = Path.ChangeExtension(full, ".sock");
        if (beside == full) beside += ".sock";
        return Encoding.UTF8.GetByteCount(beside) <= MostBytes ? beside : Path.Combine(FolderOf(full), "mutualaid.sock");
    }

    /// <summary>Makes the folder where it is not the store's own. False where somebody else may have made it: others may write to the folder for temporary files.</summary>
    public static bool MakeFolder(string socket, string store)
    {
        var folder = Path.GetDirectoryName(socket)!;
        if (folder == Path.GetDirectoryName(Path.GetFullPath(store))) return true;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnersFolder);
        return IsOurs(socket, store);
    }

    /// <summary>Whether only this user can have put a socket there. A folder that only its owner may enter, and that this user can look into, is this user's.</summary>
    public static bool IsOurs(string socket, string store)
    {
        var folder = Path.GetDirectoryName(socket)!;
        if (OperatingSystem.IsWindows() || folder == Path.GetDirectoryName(Path.GetFullPath(store))) return true;
        try
        {
            return File.GetUnixFileMode(folder) == OwnersFolder && Directory.GetFiles(folder).Length >= 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FolderOf(string store) =>
        Path.Combine(Path.GetTempPath(), "mutualaid-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))[..16]);
}
