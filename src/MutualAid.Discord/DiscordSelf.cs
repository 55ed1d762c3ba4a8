using MutualAid.Core.Chat;

namespace MutualAid.Discord;

/// <summary>Who the bot is on Discord, known from the first READY on. Thread-safe.</summary>
internal sealed class DiscordSelf
{
    private volatile string? user;

    /// <summary>The bot's own user id. Throws <see cref="ChatProblem.Unreachable"/> before the first session stands: it is tried again.</summary>
    public string User => user ?? throw new ChatException(ChatProblem.Unreachable);

    /// <summary>Whether this is the bot itself; false while that is unknown.</summary>
    public bool Is(string? id) => id is not null && id == user;

    public void Know(string id) => user = id;
}
