using MutualAid.Core.Needs;

namespace MutualAid.Storage.Sealing;

/// <summary>Why a store is not opened by the key there is: one line that names the store and what to do, whatever keeps it.</summary>
internal static class KeyRefusals
{
    public static StorageException Missing(StorageOptions options) => Fatal(
        options, $"can't be read without its key, and {options.KeyPath} is missing: put your copy of the key back there, or give it as {KeyOptions.Key} or {KeyOptions.KeyFileKey}.");

    public static StorageException Locked(StorageOptions options) =>
        Fatal(options, $"can't be read without its key, and this user may not read {options.KeyPath}: give that file to this user (chown), and put nothing in its place, because it may be the only one with the key.");

    public static StorageException Unreadable(StorageOptions options, string problem) =>
        Fatal(options, $"can't be read without its key, and {options.KeyPath} {problem}: move it aside, and put your newest copy of the key there, readable by this user.");

    /// <param name="options">The store.</param>
    /// <param name="kept">The file that keeps the right one from before a rotation, if one does.</param>
    public static StorageException Other(StorageOptions options, string? kept) => Fatal(
        options, $"is sealed with another key than the one in {options.KeySource}: {(kept is null ? "give the key it has, nothing else can read it." : $"it is the one kept in {kept}, so give that file as {KeyOptions.KeyFileKey}.")}");

    public static StorageException InUse(StorageOptions options, string file) => Fatal(options, $"has the key in {file} already: give the name of a new file.");

    public static StorageException NotSingle(StorageOptions options, string file) =>
        Fatal(options, $"can't have the key in {file}, which does not hold exactly one: give the name of a new file.");

    public static StorageException NotMade(StorageOptions options, string file, Exception inner) =>
        Fatal(options, $"can't have its new key in {file} ({inner.Message.TrimEnd('.')}): name a file in a folder that this user may write.", inner);

    public static StorageException NotWritten(StorageOptions options, Exception inner) => Fatal(
        options, $"needs a key, and its file {options.KeyPath} can't be written ({inner.Message}): let this user write that folder, or give the key as {KeyOptions.Key} or {KeyOptions.KeyFileKey}.", inner);

    private static StorageException Fatal(StorageOptions options, string what, Exception? inner = null) =>
        new($"{options.Named} {what}".ReplaceLineEndings(" "), isFatal: true, inner);
}
