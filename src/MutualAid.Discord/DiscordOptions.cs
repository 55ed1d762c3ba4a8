using System.Globalization;
using Microsoft.Extensions.Configuration;
using MutualAid.Core;

namespace MutualAid.Discord;

/// <summary>
/// Configuration section <c>Discord</c>. <paramref name="Shards"/> is null where Discord says how many; <paramref name="ShardRange"/> null
/// where this process runs all of them. Printing it never shows the token.
/// </summary>
internal sealed record DiscordOptions(string Token, Uri ApiBaseUrl, int? Shards, (int First, int Last)? ShardRange)
{
    public const string Section = "Discord";

    private const string DefaultApiBaseUrl = "https://discord.com/api/v10";

    /// <summary>Whether the configuration asks for Discord at all.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[Section + ":Token"]) || !string.IsNullOrEmpty(configuration[Section + ":TokenFile"]);

    /// <summary>One line for each value that can't be used; never the token itself.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        if (!IsConfigured(configuration)) yield break;
        var section = configuration.GetSection(Section);
        if (!string.IsNullOrEmpty(section["Token"]) && !string.IsNullOrEmpty(section["TokenFile"]))
            yield return "Discord:Token and Discord:TokenFile are both set; leave one out.";
        else if (string.IsNullOrEmpty(section["Token"]) && SecretFile.Read(section["TokenFile"]) is null)
            yield return $"Discord:TokenFile is '{section["TokenFile"]}' but must be a file that holds the token and that this user may read.";
        else if (TokenOf(section) is not { Length: > 0 } token || token.Any(c => c <= ' ' || c > '~'))
            yield return "The value of Discord:Token is not a bot token: copy it again from the application's Bot page, without spaces or the word Bot.";
        if (UrlOf(section) is null)
            yield return $"Discord:ApiBaseUrl is '{section["ApiBaseUrl"]}' but must be an address such as {DefaultApiBaseUrl}.";
        if (!string.IsNullOrEmpty(section["Shards"]) && Number(section["Shards"]) is not >= 1)
            yield return $"Discord:Shards is '{section["Shards"]}' but must be a number of 1 or more; leave it out and Discord says how many.";
        if (!string.IsNullOrEmpty(section["ShardRange"]) && RangeOf(section) is null)
            yield return $"Discord:ShardRange is '{section["ShardRange"]}' but must be the first and last shard of this process, such as 0-3, below Discord:Shards.";
    }

    /// <summary>The options of a configuration without problems.</summary>
    public static DiscordOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new DiscordOptions(TokenOf(section)!, UrlOf(section)!, Number(section["Shards"]), RangeOf(section));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ApiBaseUrl}, {Shards?.ToString(CultureInfo.InvariantCulture) ?? "any"} shards";

    private static string? TokenOf(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section["Token"])) return section["Token"]!.Trim();
        return SecretFile.Read(section["TokenFile"]);
    }

    private static Uri? UrlOf(IConfigurationSection section) =>
        Uri.TryCreate(section["ApiBaseUrl"] is { Length: > 0 } given ? given.TrimEnd('/') : DefaultApiBaseUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static int? Number(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (int First, int Last)? RangeOf(IConfigurationSection section)
    {
        var parts = (section["ShardRange"] ?? "").Split('-');
        return parts.Length == 2 && Number(parts[0]) is { } first && Number(parts[1]) is { } last && first <= last && Number(section["Shards"]) is { } all && last < all
            ? (first, last)
            : null;
    }
}
