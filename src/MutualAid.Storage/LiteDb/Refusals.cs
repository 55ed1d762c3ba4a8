using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>Why a store is not opened: one line that names the key, the path and what to do.</summary>
internal static class Refusals
{
    private const string BackupThere = "put a backup there";
    private const string OtherwiseEmpty = ", or move it away to begin with an empty one";
    private const int WindowsSharingViolation = 32;
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    public static StorageException NotOpened(string path, string file, Exception inner)
    {
        if (Directory.Exists(file)) return Fatal(path, "is a folder: give the path of a file.", inner);
        if ((inner.HResult & 0xFFFF) is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock)
            return Fatal(path, $"is in use ({file} is locked): stop the other process that has it open.", inner);
        return inner is FileNotFoundException or DirectoryNotFoundException
            ? Fatal(path, $"can't be made ({inner.Message}): choose a folder this user may write to.", inner)
            : Fatal(path, $"can't be opened for writing ({file}: {inner.Message}): let this user write the file and its folder, and see that the disk has room.", inner);
    }

    public static StorageException Damaged(string path, string what, Exception? inner = null) =>
        Fatal(path, $"is not a whole store ({what}): {BackupThere}{OtherwiseEmpty}.", inner);

    public static StorageException LogAlone(string path, string logPath) =>
        Fatal(path, $"is missing, but its log {logPath} is there: put the file back, or move the log away to begin with a new store.");

    public static StorageException PasswordMissing(string path) =>
        Fatal(path, $"is encrypted: give its password as {StorageOptions.PasswordKey} or {StorageOptions.PasswordFileKey}.");

    public static StorageException PasswordNotNeeded(string path) =>
        Fatal(path, $"is not encrypted, but {StorageOptions.PasswordKey} or {StorageOptions.PasswordFileKey} is given: take that away, or choose another path.");

    public static StorageException WrongPassword(string path) =>
        Fatal(path, $"is encrypted with another password: correct {StorageOptions.PasswordKey} or {StorageOptions.PasswordFileKey}.");

    public static StorageException TooNew(string path, int found, int known) =>
        Fatal(path, $"was written by a newer version (schema {found}, this one knows {known}): run that version, or {BackupThere}.");

    public static StorageException NotOurs(string path) =>
        Fatal(path, "is a LiteDB file, but not a store of this bot: choose another path.");

    public static StorageException Missing(string path) =>
        Fatal(path, "is not there: there is nothing to give another key to.");

    /// <summary>What is wrong with a copy of a backup, told of the backup.</summary>
    public static StorageException OfBackup(string backup, string copy, StorageException refusal)
    {
        var ofCopy = $"{StorageOptions.PathKey} '{copy}'";
        var line = refusal.Message.StartsWith(ofCopy, StringComparison.Ordinal)
            ? $"The backup '{backup}'{refusal.Message[ofCopy.Length..].Replace(OtherwiseEmpty, "", StringComparison.Ordinal).Replace(BackupThere, "use another backup", StringComparison.Ordinal)}"
            : $"The backup '{backup}' can't be read whole ({refusal.Message.TrimEnd('.')}): use another backup.";
        return new StorageException(line, isFatal: true, refusal);
    }

    private static StorageException Fatal(string path, string what, Exception? inner = null) =>
        new($"{StorageOptions.PathKey} '{path}' {what}".ReplaceLineEndings(" "), isFatal: true, inner);
}
