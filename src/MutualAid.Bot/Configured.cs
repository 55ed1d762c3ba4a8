using MutualAid.Bot.Operations;
using MutualAid.Bot.Operations.Watching;
using MutualAid.Bot.Playground;
using MutualAid.Core.Groups;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Storage;

namespace MutualAid.Bot;

/// <summary>The configuration as a whole, checked before anything is opened.</summary>
internal static class Configured
{
    /// <summary>One line for each value that can't be used; none: the host can start.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var wrongTypes = new List<string>();
        var groups = Bound<GroupOptions>(configuration, GroupOptions.Section, wrongTypes);
        var playground = Bound<PlaygroundOptions>(configuration, PlaygroundOptions.Section, wrongTypes);
        var operations = Bound<OperationsOptions>(configuration, OperationsOptions.Section, wrongTypes);
        var platform = Platforms(configuration).Any();
        string[] problems =
        [
            .. wrongTypes,
            .. groups.Problems(),
            .. playground.Problems(),
            .. operations.Problems(),
            .. LogLines.Problems(configuration),
            .. playground.Enabled is false && !platform ? ["Playground:Enabled is 'False' and no platform is set: there is nothing to run. Leave it out, or set a platform."] : Array.Empty<string>(),
            .. DiscordServices.Problems(configuration),
            .. MatrixServices.Problems(configuration),
            .. StorageOptions.Problems(configuration),
        ];
        return problems.Select(OneLine);
    }

    /// <summary>The same of what has to do with the store and its groups alone: a wrong token must not stand in the way of a backup.</summary>
    public static IEnumerable<string> StoreProblems(IConfiguration configuration)
    {
        var wrongTypes = new List<string>();
        var groups = Bound<GroupOptions>(configuration, GroupOptions.Section, wrongTypes);
        return [.. wrongTypes, .. groups.Problems(), .. StorageOptions.Problems(configuration)];
    }

    /// <summary>The chat platforms that are set, by name.</summary>
    public static IEnumerable<string> Platforms(IConfiguration configuration)
    {
        if (DiscordServices.IsConfigured(configuration)) yield return "Discord";
        if (MatrixServices.IsConfigured(configuration)) yield return "Matrix";
    }

    /// <summary>The playground's options, with whether it is on decided.</summary>
    public static PlaygroundOptions Playground(IConfiguration configuration)
    {
        var options = Bound<PlaygroundOptions>(configuration, PlaygroundOptions.Section, []);
        options.Enabled ??= !Platforms(configuration).Any();
        return options;
    }

    /// <summary>How the bot is watched.</summary>
    public static OperationsOptions Operations(IConfiguration configuration) => Bound<OperationsOptions>(configuration, OperationsOptions.Section, []);

    /// <summary>A value may have line breaks in it; what is said of it has none.</summary>
    private static string OneLine(string problem) => string.Concat(problem.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    /// <summary>Binds key by key, so that a value of the wrong type is told by its own key.</summary>
    private static T Bound<T>(IConfiguration configuration, string name, List<string> problems)
        where T : new()
    {
        var options = new T();
        var section = configuration.GetSection(name);
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            if (section[property.Name] is not { } value) continue;
            try
            {
                if (section.GetSection(property.Name).Get(property.PropertyType) is { } bound) property.SetValue(options, bound);
            }
            catch (InvalidOperationException)
            {
                problems.Add($"{name}:{property.Name} is '{value}' but must be {Allowed(property.PropertyType)}.");
            }
        }

        return options;
    }

    private static string Allowed(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => "a duration such as 04:00:00 or 2.00:00:00",
        var t when t == typeof(double) => "a number such as 2",
        _ => "a text",
    };
}
