using System.Runtime.InteropServices;

namespace MutualAid.Tests.Support;

/// <summary>Any eight bytes in a row: of what looks like chance, so few are enough to know it again.</summary>
internal static class Pieces
{
    public static HashSet<ulong> Of(params IEnumerable<byte[]> all) => [.. all.SelectMany(Of)];

    /// <summary>Those of the pieces that stand anywhere in these bytes.</summary>
    public static HashSet<ulong> In(IEnumerable<byte[]> all, HashSet<ulong> pieces)
    {
        var found = new HashSet<ulong>();
        foreach (var bytes in all)
        {
            for (var at = 0; at <= bytes.Length - sizeof(ulong); at++)
            {
                if (At(bytes, at) is var piece && pieces.Contains(piece)) found.Add(piece);
            }
        }

        return found;
    }

    public static IEnumerable<ulong> Of(byte[] bytes)
    {
        for (var at = 0; at <= bytes.Length - sizeof(ulong); at++) yield return At(bytes, at);
    }

    private static ulong At(byte[] bytes, int at) => MemoryMarshal.Read<ulong>(bytes.AsSpan(at));
}
