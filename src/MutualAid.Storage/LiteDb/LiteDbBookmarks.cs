using LiteDB;
using MutualAid.Core.Chat;

namespace MutualAid.Storage.LiteDb;

/// <summary>Bookmarks in LiteDB.</summary>
internal sealed class LiteDbBookmarks(LiteDbStore store) : IBookmarks
{
    private readonly Documents<Bookmark> _bookmarks = new(store, new BookmarkShape(store.Keys));

    private Keys Keys { get; } = store.Keys;

    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await _bookmarks.FindAsync(Documents.ById(BookmarkShape.KeyOf(Keys, key)), cancellationToken).ConfigureAwait(false))?.Value;

    public Task SaveAsync(string key, string value, CancellationToken cancellationToken) =>
        _bookmarks.PutAsync(new Bookmark(key, value), cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        store.WriteAsync(lite => lite.Delete(Schema.Meta, [BookmarkShape.KeyOf(Keys, key)]) > 0, cancellationToken);
}

/// <summary>How a bookmark is found: beside the schema's version, because they are as few, and as much of the store's own housekeeping.</summary>
internal sealed class BookmarkShape(Keys keys) : IDocumentShape<Bookmark>
{
    private const string Prefix = "bookmark:";

    /// <summary>The last one wins, so there are no versions of it.</summary>
    private const long OnlyVersion = 1;

    public string Collection => Schema.Meta;

    public static string KeyOf(Keys keys, string key) => Prefix + keys.Of(key);

    public string Key(Bookmark value) => KeyOf(keys, value.Key);

    public long Version(Bookmark value) => OnlyVersion;

    public Bookmark At(Bookmark value, long version) => value;

    public BsonDocument Fields(Bookmark value) => [];

    public Query? Rival(Bookmark value) => null;
}
