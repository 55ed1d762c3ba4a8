namespace MutualAid.Discord.Gateway;

/// <summary>
/// The events the bot asks for (Discord: Events, Gateway, Gateway Intents): none that is privileged, and none that tells what people write to
/// each other. Interactions come without any.
/// </summary>
internal static class Intents
{
    public const int Ours = Guilds | GuildMessageReactions;

    private const int Guilds = 1 << 0;
    private const int GuildMessageReactions = 1 << 10;
}
