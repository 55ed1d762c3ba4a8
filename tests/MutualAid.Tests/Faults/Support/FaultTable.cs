using System.Globalization;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>What one fault did. <paramref name="Said"/>: what the bot, or the person's answer, said of it.</summary>
internal sealed record FaultRow(string Fault, int Times, int Acknowledged, int Lost, int Twice, string Said);

/// <summary>
/// What all faults did, in one table: at the end in the output, and in <c>TestResults/faults.md</c> from the first on, so that it is there
/// whatever happens to the run. Those that only run when asked for have a table of their own.
/// </summary>
public sealed class FaultTable : IDisposable
{
    private readonly Lock sync = new();
    private readonly List<FaultRow> rows = [];
    private string name = "faults.md";

    /// <summary>Notes what a fault did, and holds it to what must never be.</summary>
    internal void Note(FaultRow row, ITestOutputHelper output)
    {
        lock (sync)
        {
            rows.Add(row);
            if (TestContext.Current.TestCase?.Explicit is true) name = "faults-slow.md";
            var folder = Directory.CreateDirectory(Path.Combine(WallTests.Top, "TestResults")).FullName;
            File.WriteAllText(Path.Combine(folder, name), Table());
        }

        output.WriteLine(Line(row));
        Assert.True(row is { Lost: 0, Twice: 0 }, Line(row));
        Assert.True(row.Acknowledged > 0, "There was no load: " + Line(row));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rows.Count > 0) Console.Out.WriteLine(Table());
    }

    private string Table() =>
        "| fault | times | acknowledged | lost | sent twice | what it said |\n| --- | ---: | ---: | ---: | ---: | --- |\n" + string.Concat(rows.Select(r => Line(r) + "\n"));

    private static string Line(FaultRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"| {row.Fault} | {row.Times} | {row.Acknowledged} | {row.Lost} | {row.Twice} | {row.Said.ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal)} |");
}

/// <summary>One fault after the other: some of them take the whole machine.</summary>
[CollectionDefinition(Name)]
public sealed class FaultCollection : ICollectionFixture<FaultTable>
{
    public const string Name = "Faults";
}
