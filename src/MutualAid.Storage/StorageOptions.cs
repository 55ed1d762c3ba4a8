using Microsoft.Extensions.Configuration;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage;

/// <summary>The section <c>Storage</c> of the configuration, read and found sound.</summary>
/// <param name="Path">Where the LiteDB file is, or will be made with its folder; where the store is a database, what the bot itself keeps stands beside this path.</param>
/// <param name="Password">Encrypts the file as a whole once more, beneath what is sealed in any case; null: it does not.</param>
public sealed record StorageOptions(string Path, string? Password)
{
    internal const string ProviderKey = "Storage:Provider";
    internal const string PathKey = "Storage:LiteDb:Path";
    internal const string PasswordKey = "Storage:LiteDb:Password";
    internal const string PasswordFileKey = "Storage:LiteDb:PasswordFile";
    internal const string DefaultPath = "data/mutualaid.db";
    internal const string KeyExtension = ".key";

    /// <summary>A line that says what it is, and two keys.</summary>
    private const int LongestKeyFile = 4096;

    /// <summary>Whether it is a database, and not a file.</summary>
    public bool IsDatabase => Postgres is not null;

    /// <summary>Whether the configuration gives the key; else the store has a file of its own for it, beside it.</summary>
    public bool IsKeyGiven => Keys is not null;

    /// <summary>Whether the store is a file of this bot's own, and not a database on a server.</summary>
    public bool IsFile => Postgres is null;

    /// <summary>The database; null: the store is a LiteDB file.</summary>
    internal PostgresOptions? Postgres { get; init; }

    /// <summary>The store by the key of the configuration that names it, for a refusal.</summary>
    internal string Named => Postgres is { } database ? $"{PostgresOptions.ConnectionStringKey} '{database.Target}'" : $"{PathKey} '{System.IO.Path.GetFullPath(Path)}'";

    /// <summary>The keys that the configuration gives, the one for a new store first.</summary>
    internal IReadOnlyList<MasterKey>? Keys { get; init; }

    /// <summary>Whether the file of its own for the key is only read: what is opened is not the store itself, and must not decide which keys are kept.</summary>
    internal bool LeavesKeysAlone { get; init; }

    /// <summary>Whether a key that has to be made is kept nowhere: what is sealed under it is only looked at, and deleted.</summary>
    internal bool KeepsNoNewKey { get; init; }

    /// <summary>The file for the key when the configuration gives none.</summary>
    internal string KeyPath
    {
        get => field ?? System.IO.Path.ChangeExtension(System.IO.Path.GetFullPath(Path), KeyExtension);
        init;
    }

    /// <summary>The files beside that file that keep keys of before, oldest first.</summary>
    public IReadOnlyList<string> KeysOfBefore => KeyFile.Kept(LinkedFile.Target(KeyPath));

    /// <summary>Where the key comes from, for a refusal.</summary>
    internal string KeySource => IsKeyGiven ? $"{KeyOptions.Key} or {KeyOptions.KeyFileKey}" : KeyPath;

    /// <summary>What is wrong with the section, one line each, naming key, value and what it may be; never a password.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var provider = configuration[ProviderKey];
        if (IsPostgres(configuration))
        {
            foreach (var problem in PostgresOptions.Problems(configuration)) yield return problem;
        }
        else if (provider is not null && !string.Equals(provider, "LiteDb", StringComparison.OrdinalIgnoreCase))
            yield return $"{ProviderKey} is '{provider}'; it may be LiteDb or Postgres.";

        if (configuration[PathKey] is { } path && (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal)))
            yield return $"{PathKey} is '{path}'; it may be the path of a file (default {DefaultPath}).";

        foreach (var problem in KeyOptions.Problems(configuration, configuration[PathKey] ?? DefaultPath)) yield return problem;

        if (Given(configuration, PasswordFileKey) is not { } file) yield break;
        if (Given(configuration, PasswordKey) is not null)
            yield return $"{PasswordFileKey} is '{file}' while {PasswordKey} is set too; give only one of them.";
        if (SecretText.Read(file, out var reason) is null)
            yield return $"{PasswordFileKey} is '{file}', which {reason}; it may be the path of a readable text file with the password.";
    }

    /// <summary>The section as options; call it only when there are no <see cref="Problems"/>.</summary>
    public static StorageOptions From(IConfiguration configuration)
    {
        var password = Given(configuration, PasswordKey);
        if (Given(configuration, PasswordFileKey) is { } file) password = SecretText.Read(file, out _);
        return new StorageOptions(configuration[PathKey] ?? DefaultPath, password)
        {
            Keys = KeyOptions.From(configuration),
            Postgres = IsPostgres(configuration) ? PostgresOptions.From(configuration) : null,
        };
    }

    /// <summary>The same configuration with another provider, or the same.</summary>
    public static IConfiguration With(IConfiguration configuration, string provider) =>
        new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection([KeyValuePair.Create(ProviderKey, (string?)provider)]).Build();

    /// <summary>
    /// Deletes the store at this path, and what a link there leads to, as far as it is there, whatever state it is in. Its key stays, and is the key of the next
    /// one: a copy of the store, or a database that it was moved to, may need it. Throws a fatal <see cref="StorageException"/>, and deletes
    /// nothing, while a process has it open: on Linux that process would go on writing into nowhere.
    /// </summary>
    public void Erase()
    {
        if (!IsFile) throw PostgresRefusals.NotHere(this, "--fresh erases none.", "Drop the database and make it anew (dropdb, createdb).");
        var path = System.IO.Path.GetFullPath(Path);
        var target = LinkedFile.Target(path);
        var unfinished = target + StoreOpening.Unfinished;
        var held = new List<FileStream>();
        // Where the lock is advisory only "none" asks for it; Windows needs leave to delete what is open.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        try
        {
            foreach (var file in new[] { target, StoreFiles.LogPath(path), unfinished, StoreFiles.LogPath(unfinished) }.Where(File.Exists))
            {
                try
                {
                    held.Add(new FileStream(file, FileMode.Open, FileAccess.ReadWrite, share));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw Refusals.NotOpened(path, file, e);
                }
            }

            foreach (var file in held) File.Delete(file.Name);
            if (target != path) File.Delete(path);
        }
        finally
        {
            held.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Whether this path is that of the store's file, by a link perhaps.</summary>
    public bool IsAt(string path) => LinkedFile.Target(path) == LinkedFile.Target(Path);

    /// <summary>Whether a file that holds a key is at this path, of whatever store.</summary>
    public static bool IsKeyAt(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length < LongestKeyFile && KeyFile.Read(path).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What can't be read can't be replaced either; whoever tries says so.
            return false;
        }
    }

    internal static bool IsPostgres(IConfiguration configuration) => string.Equals(configuration[ProviderKey], "Postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>An environment variable can't be absent once it is listed, only empty: empty means not given.</summary>
    private static string? Given(IConfiguration configuration, string key) =>
        string.IsNullOrEmpty(configuration[key]) ? null : configuration[key];

    /// <summary>Never shows the password or a key.</summary>
    public override string ToString() => Postgres?.ToString() ?? $"LiteDb at {Path}{(Password is null ? "" : ", encrypted")}";
}
