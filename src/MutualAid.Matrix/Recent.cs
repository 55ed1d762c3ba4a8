namespace MutualAid.Matrix;

/// <summary>The most recently used values by key, so many at most: memory by what is active. Thread-safe.</summary>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> byUse = [];

    /// <summary>Whether it is known; being asked for keeps it.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        lock (gate)
        {
            if (!byKey.TryGetValue(key, out var node))
            {
                value = default!;
                return false;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(key, out var known)) byUse.Remove(known);
            byKey[key] = byUse.AddFirst((key, value));
            if (byKey.Count <= most) return;
            byKey.Remove(byUse.Last!.Value.Key);
            byUse.RemoveLast();
        }
    }

    /// <summary>Whether it was not known before.</summary>
    public bool Add(TKey key, TValue value)
    {
        lock (gate)
        {
            if (byKey.ContainsKey(key)) return false;
            Set(key, value);
            return true;
        }
    }

    public void Forget(TKey key)
    {
        lock (gate)
        {
            if (byKey.Remove(key, out var node)) byUse.Remove(node);
        }
    }
}
