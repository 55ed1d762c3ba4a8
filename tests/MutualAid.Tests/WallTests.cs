using System.Diagnostics;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xunit;

namespace MutualAid.Tests;

/// <summary>Who may know whom, read from the project files.</summary>
public sealed class WallTests
{
    internal static readonly string Top = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Theory]
    [InlineData("Core", "")]
    [InlineData("Discord", "Core")]
    [InlineData("Matrix", "Core")]
    [InlineData("Storage", "Core")]
    [InlineData("Bot", "Core Discord Matrix Storage")]
    public void A_room_knows_only_the_rooms_it_may(string room, string mayKnow) =>
        Assert.Equal(mayKnow.Split(' ', StringSplitOptions.RemoveEmptyEntries), Projects(room).Order());

    [Fact]
    public void Core_uses_only_abstractions_and_NodaTime() =>
        Assert.All(Packages("Core"), p => Assert.True(
            p == "NodaTime" || (p.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && (p.EndsWith("Abstractions", StringComparison.Ordinal) || p.EndsWith("ConfigurationExtensions", StringComparison.Ordinal))),
            $"Core must not know {p}."));

    [Fact]
    public void Only_storage_knows_a_database_and_only_the_bot_a_scheduler_and_how_to_draw()
    {
        Assert.Equal(["Storage"], Rooms().Where(r => Packages(r).Any(p => p is "LiteDB" or "Npgsql")));
        Assert.Equal(["Bot"], Rooms().Where(r => Packages(r).Contains("Quartz")));
        Assert.Equal(["Bot"], Rooms().Where(r => Packages(r).Any(p => p is "ScottPlot" or "SkiaSharp")));
    }

    [Fact]
    public void At_the_top_level_stands_only_what_belongs_there()
    {
        string[] allowed = ["src", "tests", "Dockerfile", "appsettings.example.json", "MutualAid.Bot.sln", "README.md", "global.json", "TestResults"];
        // And what comes to be there where the README's commands are typed, which is kept out of the repository.
        var ignored = File.ReadLines(Path.Combine(Top, ".gitignore")).Where(l => l.StartsWith('/')).Select(l => l.Trim('/')).ToList();
        var there = Directory.EnumerateFileSystemEntries(Top).Select(e => Path.GetFileName(e)!)
            .Where(n => n[0] != '.' && !n.StartsWith("Directory.", StringComparison.Ordinal));
        Assert.DoesNotContain(there.Except(allowed), name => !ignored.Exists(pattern => FileSystemName.MatchesSimpleExpression(pattern, name)));
    }

    [Fact]
    public async Task Dotnet_run_starts_the_bot_in_the_folder_where_it_is_typed()
    {
        // Else configuration and data would be looked for beside the source, where nobody who follows the README puts them.
        using var asked = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Top, "src", "MutualAid.Bot"), "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("", (await asked.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        await asked.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, asked.ExitCode);
    }

    private static IEnumerable<string> Rooms() => ["Core", "Discord", "Matrix", "Storage", "Bot"];

    private static IEnumerable<string> Projects(string room) =>
        References(room, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p)["MutualAid.".Length..]);

    private static IEnumerable<string> Packages(string room) => References(room, "PackageReference");

    private static IEnumerable<string> References(string room, string kind) =>
        XDocument.Load(Path.Combine(Top, "src", $"MutualAid.{room}", $"MutualAid.{room}.csproj")).Descendants(kind).Select(r => (string)r.Attribute("Include")!);

    private static string Here([CallerFilePath] string path = "") => path;
}
