using System.Globalization;
using MutualAid.Core.Chat;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// The sessions of shards, where another process on the same store finds them: it takes one up where it was left, and Discord hands it what happened meanwhile (Discord: Events,
/// Gateway, Resuming). One that is a little old is as good: what was taken in since comes once more, under the same names. Thread-safe.
/// </summary>
internal sealed class ShardSessions(IBookmarks bookmarks)
{
    private const char Between = ' ';

    /// <summary>The last one known, or null. Throws what the store throws.</summary>
    public async Task<Session?> FindAsync(int shard, int count, CancellationToken cancellationToken)
    {
        var parts = (await bookmarks.FindAsync(Key(shard, count), cancellationToken).ConfigureAwait(false))?.Split(Between) ?? [];
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && Uri.TryCreate(parts[1], UriKind.Absolute, out var url)
            ? new Session(parts[2], url, sequence)
            : null;
    }

    /// <summary>Keeps it; null: there is none any more.</summary>
    public Task SaveAsync(int shard, int count, Session? session, CancellationToken cancellationToken) => session is null
        ? bookmarks.RemoveAsync(Key(shard, count), cancellationToken)
        : bookmarks.SaveAsync(Key(shard, count), string.Create(CultureInfo.InvariantCulture, $"{session.Sequence ?? 0}{Between}{session.ResumeAt}{Between}{session.Id}"), cancellationToken);

    private static string Key(int shard, int count) => string.Create(CultureInfo.InvariantCulture, $"discord:shard {shard}/{count}");
}
