namespace MutualAid.Discord.Rest;

/// <summary>
/// Which bucket a request belongs to (Discord: Topics, Rate Limits): the one Discord named, for each top-level resource; until then one
/// for each route and resource. Not thread-safe.
/// </summary>
internal sealed class BucketTable
{
    private readonly Dictionary<RouteKey, Bucket> byRoute = [];
    private readonly Dictionary<(string Hash, string Major), Bucket> byHash = [];

    // As many as there are templates in the program. Spares every new resource the detour over a nameless bucket.
    private readonly Dictionary<(HttpMethod Method, string Template), string> hashes = [];

    public int Count => byRoute.Count + byHash.Count;

    public Bucket? Find(RouteKey route)
    {
        if (byRoute.TryGetValue(route, out var bucket)) return bucket;
        return hashes.TryGetValue((route.Method, route.Template), out var hash) ? byHash.GetValueOrDefault((hash, route.Major)) : null;
    }

    public Bucket FindOrAdd(RouteKey route)
    {
        if (byRoute.TryGetValue(route, out var bucket)) return bucket;
        bucket = hashes.TryGetValue((route.Method, route.Template), out var hash) ? Named(hash, route.Major) : new Bucket(hash: null);
        return byRoute[route] = bucket;
    }

    /// <summary>Discord named the bucket of a request that was counted in <paramref name="current"/>. Who waits there on that route moves over.</summary>
    public Bucket Name(RouteKey route, Bucket current, string hash)
    {
        if (current.Hash == hash) return current;
        hashes[(route.Method, route.Template)] = hash;
        if (current.Hash is null && byHash.TryAdd((hash, route.Major), current))
        {
            current.Hash = hash;
            return current;
        }

        var named = Named(hash, route.Major);
        byRoute[route] = named;
        if (!ReferenceEquals(named, current)) current.Line.Move(route, named.Line);
        return named;
    }

    public void ForgetIdle(TimeSpan now)
    {
        Forget(byRoute, now);
        Forget(byHash, now);
    }

    private static void Forget<TKey>(Dictionary<TKey, Bucket> buckets, TimeSpan now)
        where TKey : notnull
    {
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IsForgettable(now)) buckets.Remove(key);
        }
    }

    private Bucket Named(string hash, string major)
    {
        if (!byHash.TryGetValue((hash, major), out var bucket)) byHash[(hash, major)] = bucket = new Bucket(hash);
        return bucket;
    }
}
