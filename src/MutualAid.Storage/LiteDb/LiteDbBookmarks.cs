using LiteDB;
using MutualAid.Core.Chat;

namespace MutualAid.Storage.LiteDb;

/// <summary>Bookmarks beside the schema's version: they are as few, and as much of the store's own housekeeping.</summary>
internal sealed class LiteDbBookmarks(LiteDbStore store) : IBookmarks
{
    private const string Prefix = "bookmark:";

    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await store.QueryAsync(Schema.Meta, Documents.ById(Prefix + key), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0]["Value"].AsString;
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        store.WriteAsync(lite => lite.Delete(Schema.Meta, [Prefix + key]) > 0, cancellationToken);

    public Task SaveAsync(string key, string value, CancellationToken cancellationToken) => store.WriteAsync(
        lite =>
        {
            lite.Upsert(Schema.Meta, [new BsonDocument { ["_id"] = Prefix + key, ["Value"] = value }], BsonAutoId.ObjectId);
            return true;
        },
        cancellationToken);
}
