using System.Collections.Concurrent;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>A LiteDB store in a fresh folder, which goes with it.</summary>
internal sealed class OpenStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mutualaid-").FullName;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ConcurrentDictionary<string, FileStream> _files = [];
    private readonly Disk _disk;

    public OpenStore(string? password = null, TimeProvider? time = null, IReadOnlyList<Migration>? migrations = null, Disk? disk = null)
    {
        _disk = file =>
        {
            _files[System.IO.Path.GetFileName(file.Name)] = file;
            return disk is null ? new SyncedFile(file) : disk(file);
        };
        _migrations = migrations ?? Migrations.All;
        Time = time ?? TimeProvider.System;
        Options = new StorageOptions(System.IO.Path.Combine(_folder, "data", "mutualaid.db"), password);
        Store = Open(Options, _migrations);
    }

    public StorageOptions Options { get; }

    public LiteDbStore Store { get; private set; }

    public INeedStore Needs => new LiteDbNeedStore(Store);

    public IGroupStore Groups => new LiteDbGroupStore(Store);

    public IOfferStore Offers => new LiteDbOfferStore(Store);

    public IMemberStore Members => new LiteDbMemberStore(Store);

    public IBookmarks Bookmarks => new LiteDbBookmarks(Store);

    public IErasures Erasures => new LiteDbErasures(Store);

    public string Path => Options.Path;

    public string LogPath => StoreFiles.LogPath(Path);

    private TimeProvider Time { get; }

    /// <summary>The bytes of the data file and of the log as they lie on the disk, while the store has them for itself.</summary>
    public IReadOnlyList<byte[]> Raw() => [Raw(_files[System.IO.Path.GetFileName(Path)]), Raw(_files[System.IO.Path.GetFileName(LogPath)])];

    /// <summary>Closes it and opens it again, perhaps with something changed.</summary>
    public void Reopen(StorageOptions? options = null, IReadOnlyList<Migration>? migrations = null)
    {
        Store.Dispose();
        Store = Open(options ?? Options, migrations ?? _migrations);
    }

    /// <summary>Opens it and expects a refusal.</summary>
    public StorageException Refused(StorageOptions? options = null, IReadOnlyList<Migration>? migrations = null) =>
        Assert.Throws<StorageException>(() => Open(options ?? Options, migrations ?? _migrations).Dispose());

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Raw(FileStream file)
    {
        var bytes = new byte[RandomAccess.GetLength(file.SafeFileHandle)];
        Assert.Equal(bytes.Length, RandomAccess.Read(file.SafeFileHandle, bytes, 0));
        return bytes;
    }

    private LiteDbStore Open(StorageOptions options, IReadOnlyList<Migration> migrations)
    {
        var store = new LiteDbStore(options, Time, migrations, _disk);
        store.Open();
        return store;
    }
}
