namespace MutualAid.Storage.LiteDb;

/// <summary>
/// Up to which tick one field of a collection has nothing, as it was found when the store had changed so many times. That holds until the store has
/// changed once more, and no longer. Safe from any thread: of two that find out something at once the last one's is kept, and the other is asked again.
/// </summary>
internal sealed class NothingUntil(string name)
{
    private volatile Found? _found;

    /// <summary>The name of the field, which has ticks or is left out.</summary>
    public string Field => name;

    /// <summary>The last tick that is known to have nothing, and none before it, while the store has changed so many times; null when that is not known.</summary>
    public long? At(long changes) => _found is { } found && found.Changes == changes ? found.Until : null;

    /// <summary>Nothing was found up to this tick by who asked after the store had changed so many times.</summary>
    public void Is(long changes, long until) => _found = new Found(changes, until);

    private sealed record Found(long Changes, long Until);
}
