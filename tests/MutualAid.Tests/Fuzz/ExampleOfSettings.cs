using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace MutualAid.Tests.Fuzz;

/// <summary>The example of settings, in which every key stands, some as a comment.</summary>
internal static partial class ExampleOfSettings
{
    /// <summary>Every key, whole.</summary>
    public static IReadOnlyList<string> Keys()
    {
        var (keys, sections) = (new List<string>(), new Stack<string>());
        foreach (var line in File.ReadLines(Path.Combine(WallTests.Top, "appsettings.example.json")).Select(l => Comment().Replace(l, "")))
        {
            if (Begun().Match(line) is { Success: true } begun) sections.Push(begun.Groups[1].Value);
            else if (Given().Match(line) is { Success: true } given) keys.Add(string.Join(':', [.. sections.Reverse(), given.Groups[1].Value]));
            else if (line.StartsWith('}') && sections.Count > 0) sections.Pop();
        }

        return keys;
    }

    [GeneratedRegex("^[ /]*")]
    private static partial Regex Comment();

    [GeneratedRegex("^\"(\\w+)\": *{")]
    private static partial Regex Begun();

    [GeneratedRegex("^\"(\\w+)\": ")]
    private static partial Regex Given();
}

/// <summary>Has no values, and remembers which were asked for.</summary>
internal sealed class AskedKeys : ConfigurationProvider, IConfigurationSource
{
    public HashSet<string> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override bool TryGet(string key, out string? value)
    {
        Keys.Add(key);
        return base.TryGet(key, out value);
    }
}
