using Microsoft.Extensions.Configuration;

namespace MutualAid.Matrix;

/// <summary>The Matrix platform.</summary>
public static class MatrixServices
{
    /// <summary>Whether the configuration asks for Matrix.</summary>
    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["Matrix:HomeserverUrl"]);

    /// <summary>One line for each reason why Matrix can't be used as configured; never a secret.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        if (IsConfigured(configuration))
            yield return "Matrix:HomeserverUrl is set, but this version can't connect to Matrix yet; leave it out to use the playground.";
    }
}
