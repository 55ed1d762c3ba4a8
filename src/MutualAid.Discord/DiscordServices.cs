using Microsoft.Extensions.Configuration;

namespace MutualAid.Discord;

/// <summary>The Discord platform.</summary>
public static class DiscordServices
{
    /// <summary>Whether the configuration asks for Discord.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["Discord:Token"]) || !string.IsNullOrEmpty(configuration["Discord:TokenFile"]);

    /// <summary>One line for each reason why Discord can't be used as configured; never the token itself.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        if (IsConfigured(configuration))
            yield return "Discord:Token is set, but this version can't connect to Discord yet; leave it out to use the playground.";
    }
}
