using Microsoft.Extensions.Configuration;

namespace MutualAid.Discord;

/// <summary>The Discord platform.</summary>
public static class DiscordServices
{
    /// <summary>Whether the configuration asks for Discord.</summary>
    public static bool IsConfigured(IConfiguration configuration) => DiscordOptions.IsConfigured(configuration);

    /// <summary>One line for each reason why Discord can't be used as configured; never the token itself.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        foreach (var problem in DiscordOptions.Problems(configuration)) yield return problem;
        if (IsConfigured(configuration))
            yield return "Discord:Token is set, but this version can't connect to Discord yet; leave it out to use the playground.";
    }
}
