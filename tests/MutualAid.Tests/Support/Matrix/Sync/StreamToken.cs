using System.Globalization;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>A place in the stream, in a form that nobody should want to read.</summary>
internal static class StreamToken
{
    private const string Rest = "_757284_11_2_0_1_0";

    public static string Write(long position, char kind = 's') => string.Create(CultureInfo.InvariantCulture, $"{kind}{position}{Rest}");

    public static long Read(string token) =>
        token.Length > 1 && token[0] is 's' or 't' && long.TryParse(token[1..].Split('_')[0], CultureInfo.InvariantCulture, out var position)
            ? position
            : throw MatrixError.Unknown("Invalid stream token");
}
