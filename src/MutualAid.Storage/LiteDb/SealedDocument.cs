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
        document["_id"] = id;
        document["Version"] = version;
        document["Body"] = SealedBody.Write(seals, shape.Collection, id, shape.At(value, version));
        return document;
    }

    /// <summary>Throws a fatal <see cref="StorageException"/> that names no content when it is not what was written.</summary>
    public static T Read<T>(Seals seals, IDocumentShape<T> shape, BsonDocument stored) => stored["Body"].IsBinary
        ? SealedBody.Read<T>(seals, shape.Collection, stored["_id"].AsString, stored["Body"].AsBinary, stored["Version"].AsInt64, shape.Version)
        : throw Seals.Broken(shape.Collection);
}
