using System.Buffers.Text;
using System.Security.Cryptography;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Ids that tell nothing, of the shapes that servers use.</summary>
internal static class Ids
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string Event() => "$" + Hash();

    /// <summary>As of version 12 a room's id is the hash of its first event, and names no server.</summary>
    public static string Room(int version) => version >= 12 ? "!" + Hash() : $"!{Word(18)}:{FakeHomeserver.ServerName}";

    public static string Device() => Word(10).ToUpperInvariant();

    public static string Token(string localpart) => $"syt_{Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(localpart))}_{Word(20)}_0{Word(5)}";

    public static string User(string localpart) => $"@{localpart}:{FakeHomeserver.ServerName}";

    private static string Hash() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string Word(int length) => RandomNumberGenerator.GetString(Letters, length);
}
