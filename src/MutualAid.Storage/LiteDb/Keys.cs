using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Texts for LiteDB's indexes: at most 1,023 bytes, compared ordinally, and never the same for different parts.</summary>
internal static class Keys
{
    private const int LongestReadable = 160;
    private const char Separator = '|';
    private const char Hashed = '#';

    /// <summary>One id, as itself where it is short and plain.</summary>
    public static string Of(string id) =>
        id.Length <= LongestReadable && !id.StartsWith(Hashed) && id.All(IsPlain) ? id : Hash(id);

    /// <summary>Two ids, in order.</summary>
    public static string Of(string one, string other) => Of(one) + Separator + Of(other);

    /// <summary>A number within what <paramref name="prefix"/> names; sorts by number.</summary>
    public static string Numbered(string prefix, int number) => $"{prefix}{Separator}{number:D10}";

    /// <summary>An instant within what <paramref name="prefix"/> names; sorts by instant.</summary>
    public static string Timed(string prefix, long ticks) =>
        // The sign is turned over, so that instants before 1970 sort first.
        $"{prefix}{Separator}{unchecked((ulong)ticks ^ (1UL << 63)):D20}";

    /// <summary>Units of 100 ns since 1970.</summary>
    public static long Ticks(Instant instant) => instant.ToUnixTimeTicks();

    private static bool IsPlain(char c) => c is > ' ' and <= '~' and not Separator;

    private static string Hash(string id) =>
        // Over UTF-16 and not UTF-8, in which all broken surrogates would become one.
        Hashed + Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan())));
}
