using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Storage.Sealing;

/// <summary>
/// The keys there are for a store: those that the configuration gives, or else those in a file of its own beside it. Every refusal is a fatal
/// <see cref="StorageException"/> of one line.
/// </summary>
internal sealed class KeyRing(StorageOptions options)
{
    private readonly string _store = Path.GetFullPath(options.Path);
    private readonly string _ownFile = LinkedFile.Target(options.KeyPath);
    private MasterKey? _unkept;

    /// <summary>The key for a store that is being made; its own file is made first if there is none.</summary>
    public MasterKey ForNewStore()
    {
        if (options.Keys is { } given) return given[0];
        if (File.Exists(_ownFile)) return OwnKeys()[0];
        var key = MasterKey.New();
        if (options.KeepsNoNewKey) return _unkept = key;
        Writing(() =>
        {
            CopyOf.MakeFolder(Path.GetDirectoryName(_ownFile)!);
            KeyFile.Create(_ownFile, key);
        });
        return key;
    }

    /// <summary>The key that a store with this check value was made with. None is ever made for a store that is there.</summary>
    public MasterKey Find(byte[] check) =>
        _unkept is { } made && made.Fits(check) ? made : (options.Keys ?? OwnKeys()).FirstOrDefault(k => k.Fits(check)) ?? throw KeyRefusals.Other(options, KeyFile.KeptIn(_ownFile, k => k.Fits(check)));

    /// <summary>Makes a new key durable beside the one in use, before anything is sealed under it.</summary>
    /// <returns>The file that keeps the one in use from then on: a copy of the store, or another store that has the same key file, may need it.</returns>
    public string Announce(MasterKey next, MasterKey current)
    {
        var kept = "";
        Writing(() =>
        {
            kept = KeyFile.Keep(_ownFile, current);
            KeyFile.Replace(_ownFile, next, current);
        });
        return kept;
    }

    /// <summary>Has its own file hold nothing else: what it does hold, the other key of a rotation, finished or not, is kept beside. And closes the file to others.</summary>
    public void KeepOnly(MasterKey key)
    {
        if (options.Keys is not null || options.LeavesKeysAlone) return;
        var keys = OwnKeys();
        Writing(() =>
        {
            File.Delete(_ownFile + KeyFile.Unfinished);
            foreach (var other in keys.Where(k => !k.IsSameAs(key))) KeyFile.Keep(_ownFile, other);
            if (keys.Count > 1) KeyFile.Replace(_ownFile, key);
            else if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_ownFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        });
    }

    private IReadOnlyList<MasterKey> OwnKeys()
    {
        try
        {
            return KeyFile.Read(_ownFile) is { Count: > 0 } keys ? keys : throw KeyRefusals.Unreadable(options, "holds no key");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw KeyRefusals.Missing(options);
        }
        catch (UnauthorizedAccessException)
        {
            throw KeyRefusals.Locked(options);
        }
        catch (IOException)
        {
            throw KeyRefusals.Unreadable(options, "can't be read");
        }
    }

    private void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw options.IsFile ? Refusals.NotOpened(_store, _ownFile, e) : KeyRefusals.NotWritten(options, e);
        }
    }
}
