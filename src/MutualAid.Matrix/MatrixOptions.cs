using Microsoft.Extensions.Configuration;
using MutualAid.Core;

namespace MutualAid.Matrix;

/// <summary>
/// Configuration section <c>Matrix</c>. Of <paramref name="AccessToken"/> and <paramref name="Password"/> one is set. Printing it never shows
/// either. <paramref name="Inviters"/>: globs of user ids, or of server names, whose invitations are accepted; empty: anybody's.
/// </summary>
internal sealed record MatrixOptions(Uri HomeserverUrl, string UserId, string? AccessToken, string? Password, IReadOnlyList<string> Inviters)
{
    public const string Section = "Matrix";

    private static readonly string[] Secrets = ["AccessToken", "AccessTokenFile", "Password", "PasswordFile"];

    /// <summary>Whether the configuration asks for Matrix at all.</summary>
    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Section + ":HomeserverUrl"]);

    /// <summary>One line for each value that can't be used; never a secret.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (!IsConfigured(configuration))
        {
            if (section.GetChildren().Any(c => c.Key != "Inviters" && !string.IsNullOrEmpty(c.Value)))
                yield return "Matrix:HomeserverUrl is not set but other keys of Matrix are; it must be an address such as https://matrix.example.org.";
            yield break;
        }

        if (UrlOf(section) is null)
            yield return $"Matrix:HomeserverUrl is '{section["HomeserverUrl"]}' but must be an address such as https://matrix.example.org.";
        if (!IsUserId(section["UserId"]))
            yield return $"Matrix:UserId is '{section["UserId"]}' but must be the bot's whole user id, such as @mutualaid:example.org.";
        foreach (var problem in SecretProblems(section)) yield return problem;
        foreach (var inviter in InvitersOf(section).Where(i => i.Any(char.IsWhiteSpace)))
            yield return $"Matrix:Inviters has '{inviter}' but must be user ids or server names, with * for any part, such as @*:example.org or example.org.";
    }

    /// <summary>The options of a configuration without problems.</summary>
    public static MatrixOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new MatrixOptions(UrlOf(section)!, section["UserId"]!, SecretOf(section, "AccessToken"), SecretOf(section, "Password"), InvitersOf(section));
    }

    /// <inheritdoc/>
    public override string ToString() => HomeserverUrl.ToString();

    private static IEnumerable<string> SecretProblems(IConfigurationSection section)
    {
        var set = Secrets.Where(k => !string.IsNullOrEmpty(section[k])).ToList();
        if (set.Count == 0) yield return "Matrix:AccessToken or Matrix:Password is not set; one of them, or its file, must be.";
        if (set.Count > 1) yield return $"Matrix:{set[0]} and Matrix:{set[1]} are both set; leave one out.";
        foreach (var key in set.Where(k => k.EndsWith("File", StringComparison.Ordinal) && SecretFile.Read(section[k]) is null))
            yield return $"Matrix:{key} is '{section[key]}' but must be a file that holds the {(key.StartsWith('A') ? "access token" : "password")} and that this user may read.";
        if (SecretOf(section, "AccessToken") is { } token && (token.Length == 0 || token.Any(c => c is <= ' ' or > '~')))
            yield return "The value of Matrix:AccessToken is not an access token: copy it again, without spaces.";
    }

    private static bool IsUserId(string? value) =>
        value is { Length: <= 255 } && value.StartsWith('@') && value.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && colon < value.Length - 1 && !value.Any(char.IsWhiteSpace);

    private static Uri? UrlOf(IConfigurationSection section) =>
        Uri.TryCreate(section["HomeserverUrl"]?.TrimEnd('/'), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static string? SecretOf(IConfigurationSection section, string key)
    {
        if (!string.IsNullOrEmpty(section[key])) return section[key]!.Trim();
        return SecretFile.Read(section[key + "File"]);
    }

    /// <summary>One text with commas, or a list.</summary>
    private static List<string> InvitersOf(IConfigurationSection section) =>
    [
        .. section.GetSection("Inviters").GetChildren().Select(c => c.Value ?? "").Append(section["Inviters"] ?? "")
            .SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];
}
