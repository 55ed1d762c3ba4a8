using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What no client lets anybody do, and a hostile one does all the same.</summary>
internal sealed partial class FakeDiscord
{
    /// <summary>Presses a button that is not on the message.</summary>
    public Task<FakeInteraction> ForgeAsync(FakeUser user, FakeMessage message, string customId)
    {
        lock (Sync) return Begin(user, message.Channel, InteractionType.Component, new JsonObject { ["custom_id"] = customId, ["component_type"] = 2, ["id"] = 1 }, message);
    }
}
