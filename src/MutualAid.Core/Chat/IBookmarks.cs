namespace MutualAid.Core.Chat;

/// <summary>
/// Where a platform left off: a few short texts, kept in the store beside everything else. For what the platform itself can't be asked
/// again; never for what a person wrote. Safe from any thread.
/// </summary>
public interface IBookmarks
{
    /// <summary>The text of this key, or null.</summary>
    Task<string?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Durable once it returns. The last one wins.</summary>
    Task SaveAsync(string key, string value, CancellationToken cancellationToken);

    /// <summary>Erases it; one that is not there is fine. Durable once it returns.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);
}
