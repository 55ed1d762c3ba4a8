using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Brings events to the sessions that asked for them. Only under the fake's lock.</summary>
internal sealed class EventBus(FakeGateway gateway)
{
    /// <param name="name">The event.</param>
    /// <param name="guild">The server, which decides about the shard; null: shard 0.</param>
    /// <param name="json">What it carries.</param>
    /// <param name="intent">What a session must have asked for; none: everybody gets it.</param>
    /// <param name="hide">What a session without the intent for content receives instead.</param>
    public void Publish(string name, FakeGuild? guild, JsonObject json, Intents intent, Func<JsonObject, JsonObject>? hide = null)
    {
        var isAbsence = name is "GUILD_DELETE";
        if (guild is not null && !isAbsence && (!guild.HasBot || guild.IsUnavailable)) return;
        foreach (var session in gateway.Sessions.Where(s => s.Covers(guild) && s.Intents.HasFlag(intent)).ToList())
        {
            var mine = json.DeepClone().AsObject();
            if (hide is not null && !session.Intents.HasFlag(Intents.MessageContent)) mine = hide(mine);
            session.Dispatch(name, mine);
        }
    }
}
