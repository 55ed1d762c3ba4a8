using System.Security.Cryptography;
using System.Text.Json;
using LiteDB;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>A document as it lies in the file: pseudonyms, numbers and instants to be found by, its version, and all that it says sealed.</summary>
internal static class SealedDocument
{
    public static BsonDocument Write<T>(Seals seals, IDocumentShape<T> shape, T value, long version)
    {
        var document = shape.Fields(value);
        var id = shape.Key(value);
        var text = BodyJson.Write(shape.At(value, version));
        document["_id"] = id;
        document["Version"] = version;
        document["Body"] = seals.Seal(shape.Collection, id, text);
        CryptographicOperations.ZeroMemory(text);
        return document;
    }

    /// <summary>Throws a fatal <see cref="StorageException"/> that names no content when it is not what was written.</summary>
    public static T Read<T>(Seals seals, IDocumentShape<T> shape, BsonDocument stored)
    {
        if (!stored["Body"].IsBinary) throw Seals.Broken(shape.Collection);
        var text = seals.Open(shape.Collection, stored["_id"].AsString, stored["Body"].AsBinary);
        try
        {
            var value = BodyJson.Read<T>(text);
            return shape.Version(value) == stored["Version"].AsInt64 ? value : throw Seals.Broken(shape.Collection);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // The exception itself may quote what stands there.
            throw new StorageException($"A document in '{shape.Collection}' of the store can't be understood ({e.GetType().Name}).", isFatal: false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
