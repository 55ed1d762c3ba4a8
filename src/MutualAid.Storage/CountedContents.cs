using System.Security.Cryptography;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage;

/// <summary>Contents, counted and summed up while they are read, so that two stores can be compared without holding either.</summary>
internal sealed class CountedContents(IStoreContents contents, Action<int>? read = null) : IStoreContents
{
    private readonly Dictionary<Type, Sum> _sums = [];
    private int _all;

    /// <summary>How much was read of what people have.</summary>
    public StoreContent Content => new(Count<Group>(), Count<Need>(), Count<Offer>(), Count<Member>());

    public IEnumerable<IReadOnlyList<T>> Batches<T>()
        where T : class
    {
        if (!_sums.TryGetValue(typeof(T), out var sum)) _sums[typeof(T)] = sum = new Sum();
        foreach (var batch in contents.Batches<T>())
        {
            foreach (var value in batch) sum.Add(BodyJson.Write(value));
            _all += batch.Count;
            read?.Invoke(_all);
            yield return batch;
        }
    }

    /// <summary>Reads everything.</summary>
    public CountedContents Read()
    {
        StoreCopy.Run(this, new Nowhere());
        return this;
    }

    /// <summary>Whether the same documents were read from both, word for word, in whatever order.</summary>
    public bool IsSameAs(CountedContents other) =>
        _sums.Count == other._sums.Count && _sums.All(s => other._sums.TryGetValue(s.Key, out var sum) && sum.Count == s.Value.Count && sum.Hash.AsSpan().SequenceEqual(s.Value.Hash));

    private int Count<T>() => _sums.TryGetValue(typeof(T), out var sum) ? sum.Count : 0;

    /// <summary>Every document is there once, so the order-free combination of their hashes is one of them all.</summary>
    private sealed class Sum
    {
        public int Count { get; private set; }

        public byte[] Hash { get; } = new byte[SHA256.HashSizeInBytes];

        public void Add(byte[] text)
        {
            Count++;
            var hash = SHA256.HashData(text);
            for (var i = 0; i < hash.Length; i++) Hash[i] ^= hash[i];
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private sealed class Nowhere : IStoreFilling
    {
        public void Add<T>(IReadOnlyList<T> batch)
            where T : class
        {
            // To be read is all that was wanted of it.
        }
    }
}
