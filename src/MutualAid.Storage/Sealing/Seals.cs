using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.Sealing;

/// <summary>
/// What a master key does for a store: contents are sealed by AES-256-GCM, ids become pseudonyms by HMAC-SHA256, and a check value tells
/// this key from another. Each has a key of its own, by HKDF-SHA256. Safe from any thread.
/// </summary>
/// <remarks>
/// A sealed text is a byte for the format, a random nonce (96 bits: good for four thousand million writes under one key, NIST SP 800-38D, 8.3), the
/// encrypted text and a tag of 128 bits. Collection and id are authenticated with it, so that one document's can't stand in for another's.
/// </remarks>
internal sealed class Seals : IDisposable
{
    private const byte Format = 1;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;
    private const int PseudonymLength = 16;
    private const int SmallEnough = 1024;

    /// <summary>Texts are filled up with spaces to a multiple of this: how long something is says something too.</summary>
    private const int PaddedTo = 256;

    private readonly byte[] _bodies;
    private readonly byte[] _names;

    public Seals(ReadOnlySpan<byte> master)
    {
        _bodies = Derived(master, "MutualAid.Storage bodies 1");
        _names = Derived(master, "MutualAid.Storage names 1");
        Check = Derived(master, "MutualAid.Storage check 1");
    }

    /// <summary>Tells this key from another, and nothing about it.</summary>
    public byte[] Check { get; }

    /// <summary>Seals a text in which spaces at the end mean nothing.</summary>
    public byte[] Seal(string collection, string id, ReadOnlySpan<byte> text)
    {
        var padded = new byte[(text.Length + PaddedTo - 1) / PaddedTo * PaddedTo];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill((byte)' ');

        var box = new byte[Overhead + padded.Length];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_bodies, TagLength);
        aes.Encrypt(nonce, padded, box.AsSpan(1 + NonceLength, padded.Length), box.AsSpan(box.Length - TagLength), BoundTo(collection, id));
        CryptographicOperations.ZeroMemory(padded);
        return box;
    }

    /// <summary>
    /// The text, with the spaces it was filled up with. Throws a fatal <see cref="StorageException"/> when it is not what was sealed for this id.
    /// </summary>
    public byte[] Open(string collection, string id, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead || box[0] != Format) throw Broken(collection);
        var text = new byte[box.Length - Overhead];
        using var aes = new AesGcm(_bodies, TagLength);
        try
        {
            aes.Decrypt(box.Slice(1, NonceLength), box.Slice(1 + NonceLength, text.Length), box[^TagLength..], text, BoundTo(collection, id));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Broken(collection);
        }
    }

    /// <summary>
    /// A name for these parts together, always the same, of 22 plain characters. Without the key nobody can tell what it names, nor that two
    /// names share a part.
    /// </summary>
    public string Pseudonym(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += sizeof(int) + (part.Length * sizeof(char));
        var named = length <= SmallEnough ? stackalloc byte[length] : new byte[length];
        var rest = named;
        foreach (var part in parts)
        {
            // Each with its length in front, so that parts can't run into each other; as UTF-16, because in UTF-8 all broken surrogates become one.
            BinaryPrimitives.WriteInt32LittleEndian(rest, part.Length);
            MemoryMarshal.AsBytes(part.AsSpan()).CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + (part.Length * sizeof(char)))..];
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_names, named, hash);
        return Base64Url.EncodeToString(hash[..PseudonymLength]);
    }

    /// <summary>A document that is not what this bot wrote.</summary>
    public static StorageException Broken(string collection) => new(
        $"A document in '{collection}' of the store was changed, moved or cut short, and can't be opened: put a backup in place of the store.", isFatal: true);

    /// <summary>Forgets the keys. What is sealed afterwards can't be read by anybody, so nothing may be.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bodies);
        CryptographicOperations.ZeroMemory(_names);
    }

    private static byte[] BoundTo(string collection, string id) => Encoding.UTF8.GetBytes($"{collection}\0{id}");

    private static byte[] Derived(ReadOnlySpan<byte> master, string purpose)
    {
        var key = new byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, key, salt: [], info: Encoding.UTF8.GetBytes(purpose));
        return key;
    }
}
