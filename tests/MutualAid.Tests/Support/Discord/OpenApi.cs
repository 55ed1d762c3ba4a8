using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Discord's published description of its API, where it is at hand beside the repository.</summary>
internal sealed class OpenApi
{
    /// <summary>Null where it is not at hand.</summary>
    public static OpenApi? Find() => null;

    /// <summary>What is wrong with a body by the description, or null.</summary>
    public string? Problem(string method, string[] segments, JsonNode body) => null;
}
