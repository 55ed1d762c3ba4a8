using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Matrix.Client;

/// <summary>
/// The one place where encryption comes in ("End-to-end encryption"): whatever is sent to a room passes through it on its way out, and
/// whatever came encrypted on its way in. Relations stay outside of what is sealed.
/// </summary>
internal interface ISealing
{
    /// <summary>The type and content that are really sent.</summary>
    ValueTask<(string Type, JsonObject Content)> SealAsync(string room, string type, JsonObject content, CancellationToken stop);

    /// <summary>The event that an <c>m.room.encrypted</c> one holds, or null where it can't be read.</summary>
    ValueTask<JsonElement?> OpenAsync(string room, JsonElement e, CancellationToken stop);
}

/// <summary>No encryption yet: everything goes as it is, and nothing encrypted can be read.</summary>
internal sealed class NoSealing : ISealing
{
    public ValueTask<(string Type, JsonObject Content)> SealAsync(string room, string type, JsonObject content, CancellationToken stop) => ValueTask.FromResult((type, content));

    public ValueTask<JsonElement?> OpenAsync(string room, JsonElement e, CancellationToken stop) => ValueTask.FromResult<JsonElement?>(null);
}
