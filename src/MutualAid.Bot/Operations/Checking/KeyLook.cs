using MutualAid.Core.Checking;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>Who may read the file with the key.</summary>
internal static class KeyLook
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Null where there is no such file, or none that has a mode.</summary>
    public static Finding? At(IConfiguration configuration, string store)
    {
        if (OperatingSystem.IsWindows()) return null;
        var given = configuration["Storage:KeyFile"];
        if (string.IsNullOrEmpty(given) && !string.IsNullOrEmpty(configuration["Storage:Key"])) return null;
        var file = string.IsNullOrEmpty(given) ? Path.ChangeExtension(store, ".key") : given;
        if (!File.Exists(file)) return null;
        return (File.GetUnixFileMode(file) & Others) == UnixFileMode.None
            ? Finding.Fine("only its owner may read the key file")
            : Finding.Warning($"others than its owner may read the key file '{file}'", "close it to them: chmod 600 " + file);
    }
}
