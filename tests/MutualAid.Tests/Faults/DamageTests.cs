using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>The files of a store that was killed under load are damaged: it is refused with a line, or everything acknowledged is there.</summary>
[Collection(FaultCollection.Name)]
public sealed class DamageTests(FaultTable table, ITestOutputHelper output)
{
    private const int PageSize = 8192;
    private const string Data = "data/mutualaid.db";
    private const string Log = "data/mutualaid-log.db";

    private static readonly (string What, string File, Action<FileStream, Random> Do)[] Damages =
    [
        ("a bit of the data file's last page", Data, (file, random) => Flip(file, LastPage(file) + random.Next(PageSize), 1, random)),
        ("a bit anywhere in the data file", Data, (file, random) => Flip(file, random.NextInt64(file.Length), 1, random)),
        ("bytes of the data file", Data, (file, random) => Flip(file, random.NextInt64(file.Length - 64), 64, random)),
        ("a blank page in the data file", Data, (file, random) => Write(file, random.NextInt64(1, file.Length / PageSize) * PageSize, new byte[PageSize])),
        ("a data file cut short", Data, (file, random) => file.SetLength(random.NextInt64(PageSize, file.Length))),
        ("a bit of the log's last page", Log, (file, random) => Flip(file, LastPage(file) + random.Next(PageSize), 1, random)),
        ("a bit anywhere in the log", Log, (file, random) => Flip(file, random.NextInt64(file.Length), 1, random)),
        ("bytes of the log", Log, (file, random) => Flip(file, random.NextInt64(file.Length - 64), 64, random)),
        ("a blank page in the log", Log, (file, random) => Write(file, random.NextInt64(file.Length / PageSize) * PageSize, new byte[PageSize])),
        ("a log cut short in its last page", Log, (file, random) => file.SetLength(LastPage(file) + random.Next(PageSize))),
        ("a log cut short by whole pages", Log, (file, random) => file.SetLength(random.NextInt64(1, file.Length / PageSize) * PageSize)),
    ];

    [Fact]
    public Task A_damaged_store_is_refused_or_whole() => DamagedAsync(1, [Damages[0], Damages[2], Damages[5], Damages[10]]);

    [Fact(Explicit = true)]
    public Task A_store_damaged_in_many_places_is_refused_or_whole() => DamagedAsync(4, Damages);

    private async Task DamagedAsync(int times, IEnumerable<(string What, string File, Action<FileStream, Random> Do)> damages)
    {
        using var whole = new TestFolder();
        var ledger = new PageLedger();
        await using (var bot = await BotProcess.StartAsync(whole.Path))
        {
            await PageLedger.LiftLimitsAsync(bot);
            await ledger.LoadAsync(bot, 2, CancellationToken.None, most: 12);
            await bot.TerminateAsync();
        }

        await using (var bot = await BotProcess.StartAsync(whole.Path))
        {
            await ledger.LoadAsync(bot, 6, CancellationToken.None, most: 4);
            await bot.KillAsync();
        }

        var (random, silent) = (new Random(times), new List<string>());
        foreach (var (what, file, damage) in damages)
        {
            var (lost, twice, said) = (0, 0, new SortedSet<string>());
            for (var time = 0; time < times; time++)
            {
                using var copy = new TestFolder();
                Directory.CreateDirectory(copy.File("data"));
                // A process that was killed leaves its socket, which is no file to copy.
                foreach (var from in Directory.GetFiles(Path.Combine(whole.Path, "data")).Where(f => !f.EndsWith(".sock", StringComparison.Ordinal))) File.Copy(from, copy.File("data/" + Path.GetFileName(from)));
                using (var open = new FileStream(copy.File(file), FileMode.Open)) damage(open, random);
                var (difference, line) = await StartedAsync(copy.Path, ledger);
                lost += difference.Lost;
                twice += difference.Twice;
                said.Add(line);
                silent.AddRange(difference.Lines.Select(l => $"{what}: {l}"));
            }

            output.WriteLine($"{what}: {string.Join("; ", said)}");
            if (lost + twice > 0) output.WriteLine(string.Join('\n', silent));
            table.Note(new FaultRow("damage: " + what, times, ledger.Acknowledged, lost, twice, string.Join("; ", said)), output);
        }
    }

    /// <summary>What is missing without a word, and what it said.</summary>
    private static async Task<(Difference Difference, string Said)> StartedAsync(string folder, PageLedger ledger)
    {
        var (bot, code, written) = await BotProcess.TryAsync(folder);
        if (bot is null) return (Refused(code, written), Plain(written, folder));
        await using (bot)
        {
            try
            {
                return (await ledger.CompareAsync(bot, inStore: true), "all of it is there");
            }
            catch (HttpRequestException)
            {
                return (Refused(await bot.EndAsync(TimeSpan.FromSeconds(20)), bot.Written), Plain(bot.Written, folder));
            }
        }
    }

    private static Difference Refused(int code, string written) =>
        code == 74 && Lines(written).Count == 1 ? new Difference(0, 0, []) : new Difference(1, 0, [$"It ended with {code} and said: {written}"]);

    private static string Plain(string written, string folder) => "74: " + (Lines(written).LastOrDefault() ?? "").Replace(folder, "", StringComparison.Ordinal);

    private static List<string> Lines(string written) => [.. written.Split('\n').Where(l => l.Contains("Storage:LiteDb:Path", StringComparison.Ordinal))];

    private static long LastPage(FileStream file) => (file.Length / PageSize - 1) * PageSize;

    private static void Flip(FileStream file, long at, int count, Random random)
    {
        var bytes = new byte[count];
        file.Position = at;
        file.ReadExactly(bytes);
        for (var i = 0; i < count; i++) bytes[i] ^= (byte)(1 << random.Next(8));
        Write(file, at, bytes);
    }

    private static void Write(FileStream file, long at, byte[] bytes)
    {
        file.Position = at;
        file.Write(bytes);
    }
}
