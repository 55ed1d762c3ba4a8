using System.Security.Cryptography;
using System.Text.Json;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.Sealing;

/// <summary>All that a document says, sealed for the collection and the id under which it is kept.</summary>
internal static class SealedBody
{
    public static byte[] Write<T>(Seals seals, string collection, string id, T value)
    {
        var text = BodyJson.Write(value);
        try
        {
            return seals.Seal(collection, id, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>
    /// What was sealed, if it says of itself that it is of this version. Throws a fatal <see cref="StorageException"/> that names no content when it is
    /// not what was written.
    /// </summary>
    public static T Read<T>(Seals seals, string collection, string id, byte[] box, long version, Func<T, long> versionOf)
    {
        var text = seals.Open(collection, id, box);
        try
        {
            var value = BodyJson.Read<T>(text);
            return versionOf(value) == version ? value : throw Seals.Broken(collection);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // The exception itself may quote what stands there.
            throw new StorageException($"A document in '{collection}' of the store can't be understood ({e.GetType().Name}).", isFatal: false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
