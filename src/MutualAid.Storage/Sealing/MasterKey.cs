using System.Security.Cryptography;

namespace MutualAid.Storage.Sealing;

/// <summary>The 32 random bytes that everything in a store is sealed under. Only a <see cref="KeyFile"/> ever shows them.</summary>
internal sealed class MasterKey
{
    private const int Length = 32;
    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    /// <summary>A key nobody has yet.</summary>
    public static MasterKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key of a base64 text; null when that is anything but 32 bytes.</summary>
    public static MasterKey? Parse(string text)
    {
        var bytes = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == Length ? new MasterKey(bytes) : null;
    }

    /// <summary>What seals and names things under this key; the caller disposes of it.</summary>
    public Seals Seals() => new(_bytes);

    /// <summary>Whether a store that keeps this check value was made with this key.</summary>
    public bool Fits(ReadOnlySpan<byte> check)
    {
        using var seals = Seals();
        return CryptographicOperations.FixedTimeEquals(seals.Check, check);
    }

    /// <summary>Whether both are one key.</summary>
    public bool IsSameAs(MasterKey other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <summary>For the file that keeps it, and nothing else.</summary>
    public string ToBase64() => Convert.ToBase64String(_bytes);

    /// <summary>Never shows the key.</summary>
    public override string ToString() => "a key";
}
