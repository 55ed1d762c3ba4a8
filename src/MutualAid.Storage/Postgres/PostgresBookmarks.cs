using MutualAid.Core.Chat;

namespace MutualAid.Storage.Postgres;

/// <summary>Bookmarks in PostgreSQL.</summary>
internal sealed class PostgresBookmarks(PostgresStore store) : IBookmarks
{
    private readonly Documents<Bookmark> _bookmarks = new(store, new BookmarkTable(store));

    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await _bookmarks.FindAsync(store.Name(key), cancellationToken).ConfigureAwait(false))?.Value;

    public Task SaveAsync(string key, string value, CancellationToken cancellationToken) => _bookmarks.PutAsync(new Bookmark(key, value), cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => _bookmarks.RemoveAsync(store.Name(key), cancellationToken);
}

/// <summary>How a bookmark is found. The last one wins, so there are no versions of it.</summary>
internal sealed class BookmarkTable(PostgresStore store) : Table<Bookmark>
{
    private const long OnlyVersion = 1;

    public override string Name => "bookmarks";

    public override IReadOnlyList<Column<Bookmark>> Columns => [];

    public override string Key(Bookmark value) => store.Name(value.Key);

    public override long Version(Bookmark value) => OnlyVersion;

    public override Bookmark At(Bookmark value, long version) => value;
}
