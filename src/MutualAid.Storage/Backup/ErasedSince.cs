namespace MutualAid.Storage;

/// <summary>What is erased again when the bot starts on a store that was restored.</summary>
/// <param name="People">How many people were forgotten since the backup was made, whether it names them or not.</param>
/// <param name="Groups">How many groups were erased since.</param>
/// <param name="IsAll">Whether that is everybody: the backup was made when it was remembered already.</param>
public sealed record ErasedSince(int People, int Groups, bool IsAll);
