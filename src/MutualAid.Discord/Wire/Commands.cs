namespace MutualAid.Discord.Wire;

/// <summary>A command as it is registered (Discord: Interactions, Application Commands).</summary>
internal sealed record ApplicationCommand(int Type, string Name)
{
    /// <summary>Given by Discord.</summary>
    public string? Id { get; init; }

    public IReadOnlyDictionary<string, string>? NameLocalizations { get; init; }

    /// <summary>Empty for a menu command.</summary>
    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string>? DescriptionLocalizations { get; init; }

    public IReadOnlyList<ApplicationCommandOption>? Options { get; init; }

    public IReadOnlyList<int>? IntegrationTypes { get; init; }

    public IReadOnlyList<int>? Contexts { get; init; }
}

internal sealed record ApplicationCommandOption(int Type, string Name, string Description)
{
    public IReadOnlyDictionary<string, string>? NameLocalizations { get; init; }

    public IReadOnlyDictionary<string, string>? DescriptionLocalizations { get; init; }

    public bool? Required { get; init; }

    public bool? Autocomplete { get; init; }

    public int? MinValue { get; init; }

    public int? MaxValue { get; init; }

    public int? MaxLength { get; init; }
}

internal static class OptionTypes
{
    public const int Text = 3;
    public const int Integer = 4;
    public const int Flag = 5;
}

/// <summary>Where to connect, and how often (Discord: Events, Gateway, Get Gateway Bot).</summary>
internal sealed record GatewayBot(string Url, int Shards, SessionStartLimit SessionStartLimit);

/// <summary>How many sessions may still be begun. <paramref name="ResetAfter"/> in milliseconds.</summary>
internal sealed record SessionStartLimit(int Total, int Remaining, long ResetAfter, int MaxConcurrency);
