namespace MutualAid.Core.Chat;

/// <summary>A platform that may refuse the bot's credentials for good: the host then stops with exit code 69.</summary>
public interface IPlatformRefusal
{
    /// <summary>Completes with one line for whoever runs the bot, without any secret; never fails.</summary>
    Task<string> Refused { get; }
}
