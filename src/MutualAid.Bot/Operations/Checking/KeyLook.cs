using MutualAid.Core.Checking;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>Who may read the files with keys, and which of them keep a key of before.</summary>
internal static class KeyLook
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Nothing of files that are not there.</summary>
    public static IEnumerable<Finding> At(IConfiguration configuration, StorageOptions storage)
    {
        var given = configuration["Storage:KeyFile"];
        var isGiven = !string.IsNullOrEmpty(given);
        var file = isGiven ? given! : Path.ChangeExtension(Path.GetFullPath(storage.Path), ".key");
        if ((isGiven || string.IsNullOrEmpty(configuration["Storage:Key"])) && Readers(file, "the key file") is { } readers) yield return readers;
        // One that is put to use again is no more one of before.
        var before = storage.KeysOfBefore.Where(f => !isGiven || f != Path.GetFullPath(file)).ToList();
        foreach (var kept in before.Select(f => Readers(f, "the key of before")).Where(f => f?.Weight is Weight.Warning)) yield return kept!;
        if (before.Count > 0)
            yield return Finding.Fine($"keys of before are kept in {string.Join(", ", before.Select(f => $"'{f}'"))}; delete those that no copy of the store, and no store it was moved to or from, needs any more");
    }

    /// <summary>Null where there is no such file, or none that has a mode.</summary>
    private static Finding? Readers(string file, string what)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(file)) return null;
        return (File.GetUnixFileMode(file) & Others) == UnixFileMode.None
            ? Finding.Fine($"only its owner may read {what}")
            : Finding.Warning($"others than its owner may read {what} '{file}'", "close it to them: chmod 600 " + file);
    }
}
