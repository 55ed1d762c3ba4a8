using Microsoft.Extensions.Configuration;

namespace MutualAid.Storage;

/// <summary>Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    private const string DefaultPath = "data/mutualaid.db";

    private StorageOptions(string path, string? password) => (Path, Password) = (path, password);

    /// <summary>The LiteDB file.</summary>
    public string Path { get; }

    internal string? Password { get; }

    /// <summary>The options; call after <see cref="Problems"/> found none.</summary>
    public static StorageOptions Read(IConfiguration configuration)
    {
        var password = configuration["Storage:LiteDb:Password"];
        if (configuration["Storage:LiteDb:PasswordFile"] is { Length: > 0 } file) password = File.ReadAllText(file).Trim();
        return new StorageOptions(configuration["Storage:LiteDb:Path"] ?? DefaultPath, string.IsNullOrEmpty(password) ? null : password);
    }

    /// <summary>One line for each value that can't be used: the key, what it was, what it may be. Never a password.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var provider = configuration["Storage:Provider"] ?? "LiteDb";
        if (provider.Equals("Postgres", StringComparison.OrdinalIgnoreCase))
            yield return "Storage:Provider is 'Postgres', which this version does not have yet; it must be LiteDb.";
        else if (!provider.Equals("LiteDb", StringComparison.OrdinalIgnoreCase))
            yield return $"Storage:Provider is '{provider}' but must be LiteDb.";
        if (configuration["Storage:LiteDb:Path"] is { } path && string.IsNullOrWhiteSpace(path))
            yield return "Storage:LiteDb:Path is empty but must be the path of a file, such as data/mutualaid.db.";
        if (configuration["Storage:LiteDb:PasswordFile"] is not { Length: > 0 } file) yield break;
        if (!string.IsNullOrEmpty(configuration["Storage:LiteDb:Password"]))
            yield return "Storage:LiteDb:Password and Storage:LiteDb:PasswordFile are both set; only one may be.";
        if (Unreadable(file)) yield return $"Storage:LiteDb:PasswordFile is '{file}', which can't be read; it must be a file that holds the password.";
    }

    private static bool Unreadable(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim().Length == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
