using Microsoft.Extensions.Configuration;

namespace MutualAid.Storage.Sealing;

/// <summary>The key of the store, as the configuration gives it.</summary>
internal static class KeyOptions
{
    internal const string Key = "Storage:Key";
    internal const string KeyFileKey = "Storage:KeyFile";
    private const string HowToMakeOne = "32 random bytes in base64, as 'openssl rand -base64 32' makes them";

    /// <summary>What is wrong, one line each; never a key.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration, string path)
    {
        var (key, file) = (Given(configuration, Key), Given(configuration, KeyFileKey));
        if (key is not null && MasterKey.Parse(key) is null)
            yield return $"{Key} is a text of {key.Length} characters that is no key; it may be {HowToMakeOne}.";
        if (file is not null && key is not null)
            yield return $"{KeyFileKey} is '{file}' while {Key} is set too; give only one of them.";
        else if (file is not null && Read(file, out var problem).Count == 0)
            yield return $"{KeyFileKey} is '{file}', which {problem}; it may be the path of a readable text file with {HowToMakeOne}.";
        else if (file is null && key is null && Path.GetExtension(path) == StorageOptions.KeyExtension)
            yield return $"{StorageOptions.PathKey} is '{path}', where the key of the store would stand; it may be any other path, or give {KeyFileKey}.";
    }

    /// <summary>The keys that are given; null: the store has a file of its own. Call it only when there are no <see cref="Problems"/>.</summary>
    public static IReadOnlyList<MasterKey>? From(IConfiguration configuration)
    {
        if (Given(configuration, KeyFileKey) is { } file) return Read(file, out _);
        return Given(configuration, Key) is { } key ? [MasterKey.Parse(key)!] : null;
    }

    private static IReadOnlyList<MasterKey> Read(string file, out string? problem)
    {
        problem = "holds no key";
        try
        {
            return KeyFile.Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = File.Exists(file) ? "can't be read" : "is not there";
            return [];
        }
    }

    private static string? Given(IConfiguration configuration, string key) =>
        string.IsNullOrEmpty(configuration[key]) ? null : configuration[key];
}
