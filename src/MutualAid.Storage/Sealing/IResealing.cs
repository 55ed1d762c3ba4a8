using MutualAid.Core.Needs;

namespace MutualAid.Storage.Sealing;

/// <summary>A store that can be sealed and named anew under another key. Every refusal is a fatal <see cref="StorageException"/> of one line.</summary>
internal interface IResealing : IDisposable
{
    /// <summary>Refuses a store that is missing or in use, and as far as that can be, keeps others out of it until disposed; an older one becomes one of today, and what an interrupted change left is tidied up.</summary>
    void Prepare();

    /// <summary>
    /// Does it, as a whole or not at all, whenever it is cut off. <paramref name="next"/> hears the key in use and answers the one to be; by then nobody else uses
    /// the store.
    /// </summary>
    void Reseal(Func<MasterKey, MasterKey> next);

    /// <summary>It opens by this key, and by no other any more.</summary>
    void Finish(MasterKey key);

    /// <summary>Whether it is sealed under this key.</summary>
    bool IsUnder(MasterKey key);
}
