using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using Xunit;

namespace MutualAid.Tests.Support.Postgres;

/// <summary>A PostgreSQL store in a fresh database, which goes with it.</summary>
internal sealed class OpenPostgres : IDisposable
{
    private readonly PostgresServer _server;
    private readonly TestFolder _folder = new();
    private bool _isClosed;

    private OpenPostgres(PostgresServer server, string database)
    {
        (_server, Database) = (server, database);
        Options = new StorageOptions(_folder.File("mutualaid.db"), null) { Postgres = PostgresOptions.Of(server.ConnectionString(database)), Keys = [MasterKey.New()] };
        Store = Open(Options);
    }

    public string Database { get; }

    public StorageOptions Options { get; }

    public PostgresStore Store { get; private set; }

    public INeedStore Needs => new PostgresNeedStore(Store);

    public IGroupStore Groups => new PostgresGroupStore(Store);

    public IOfferStore Offers => new PostgresOfferStore(Store);

    public IMemberStore Members => new PostgresMemberStore(Store);

    public IBookmarks Bookmarks => new PostgresBookmarks(Store);

    /// <summary>On the server that all share.</summary>
    public static async Task<OpenPostgres> NewAsync() => await NewAsync(await PostgresFixture.ServerAsync());

    public static async Task<OpenPostgres> NewAsync(PostgresServer server) => new(server, await server.NewDatabaseAsync());

    /// <summary>Another process on the same database, as it were.</summary>
    public static PostgresStore Open(StorageOptions options, IReadOnlyList<PostgresMigration>? migrations = null, TimeSpan? patience = null)
    {
        var store = new PostgresStore(options, TimeProvider.System, migrations ?? PostgresMigration.All) { Patience = patience ?? TimeSpan.FromSeconds(15) };
        store.Open();
        return store;
    }

    /// <summary>Opens it and expects a refusal.</summary>
    public StorageException Refused(StorageOptions? options = null, IReadOnlyList<PostgresMigration>? migrations = null) =>
        Assert.Throws<StorageException>(() => Open(options ?? Options, migrations, TimeSpan.Zero).Dispose());

    public void Reopen()
    {
        Store.Dispose();
        Store = Open(Options);
    }

    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        Store.Dispose();
        _folder.Dispose();
        // A server that a test stopped takes its databases with it.
        if (_server.IsRunning) _server.ExecuteAsync("postgres", $"DROP DATABASE {Database} WITH (FORCE)").GetAwaiter().GetResult();
    }
}
