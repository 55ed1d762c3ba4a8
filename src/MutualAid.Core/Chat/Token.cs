using System.Security.Cryptography;
using System.Text;

namespace MutualAid.Core.Chat;

/// <summary>Short lower-case tokens of 24 characters (120 bits), safe in every platform's ids.</summary>
public static class Token
{
    private const int Length = 24;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A fresh random token.</summary>
    public static string New() => Write(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The same token for the same parts, on every machine and in every version.</summary>
    public static string From(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return Write(hash.GetHashAndReset());
    }

    private static string Write(byte[] bytes) =>
        string.Create(Length, bytes, static (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++) chars[i] = Alphabet[source[i] & 31];
        });
}
