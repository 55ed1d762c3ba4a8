using System.Text;
using Microsoft.Extensions.Configuration;
using MutualAid.Bot;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever people type, and whoever runs the bot configures, is answered.</summary>
public sealed class TypedFuzz
{
    private static readonly string[] Pieces =
    [
        "/need", "/claim", "/edit", "/close", "/settings", "/needs", "/offer", "/mine", "/digest", "/done", "/release", "/bump", "/help", "/offers", "!need", "1", "2", "#1", "99999999999", "-1", "when:", "what:",
        "details:", "category:", "area:", "quantity:", "anonymous:", "for:", "yes", "food", "comida", "friday", "18:00", "31/02", "2026-02-30", "in 3 hours", "in 99999999999 days", "tomorrow", "mañana", "el 32 de enero",
        "zone", "Mars/Olympus", "language", "es", "pace", "categories", "+gardening", "-money", "quiet", "25:61", "digest", "@everyone", "<@1>", "\u0000", "\ud800", "🍞", "\u202e", "\n", "||x||", "setting:", "value:",
        "show:", "waiting", ":", "::", "until:", "standing:", "reason:", "number:", "holiday", "2026-12-24", "2026-13-99", "surge", "off", "on", "log", "limits", "blocked", "privacy", "forget", "export",
    ];

    [Fact]
    public async Task Any_line_is_answered_without_an_error_on_our_side()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need water");
        var actors = new[] { world.Ana, world.Bo, world.Cruz.Speaking("es"), world.Dani };
        await Executions.RunWithoutGrowthAsync("Command lines", 1_000, async seed =>
        {
            var reply = await actors[seed % actors.Length].TypesAsync(Line(seed));
            Assert.NotNull(reply);
        }, world.Get<IServiceProvider>());
        Assert.DoesNotContain(world.Log.Lines, l => l.StartsWith("Could not answer an intent", StringComparison.Ordinal));
    }

    [Fact]
    public Task Any_date_is_read_or_not() => Executions.RunWithoutGrowthAsync("Dates", 10_000, seed =>
    {
        var random = new Random(seed);
        var text = Line(seed)[(Line(seed).IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var now = Instant.FromUnixTimeSeconds(random.NextInt64(-60_000_000_000, 250_000_000_000)).InZone(DateTimeZoneProviders.Tzdb["America/Sao_Paulo"]);
        Assert.All(Languages.All, language => Assert.NotNull(WhenParser.Read(text, language.Tag, now)));
    });

    [Fact]
    public async Task Any_configuration_is_used_or_refused_in_one_line_a_key()
    {
        var keys = ExampleOfSettings.Keys();
        var asked = new AskedKeys();
        string[] values =
        [
            "", " ", "x", "LiteDb", "true", "false", "0", "-1", "1e400", "NaN", "09:00", "25:00", "04:00:00", "-04:00:00", "99999999.00:00:00", "0.00:00:00.0000001", "Etc/UTC", "en", "http://127.0.0.1:5080", "http://[::1]:1",
            "http://x:99999", "ftp://x", "https://matrix.example.org", "@a:b", "0-3", "3-0", "a.b.c", "\u0000", "💥", "../..", new string('x', 5000), "*", "a\nb",
            "Postgres", "Host=a;Password=b", "Host=a;Port=x", "Host='", "=;=", "Host=a,b;Target Session Attributes=nobody", "postgres://a:b@c/d", "json", "text", "off",
        ];
        await Executions.RunWithoutGrowthAsync("Configurations", 3_000, seed =>
        {
            var random = new Random(seed);
            var given = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => KeyValuePair.Create(keys[random.Next(keys.Count)], (string?)values[random.Next(values.Length)])).DistinctBy(p => p.Key);
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(given).Add(asked).Build();
            Assert.All(Configured.Problems(configuration), line => Assert.DoesNotContain('\n', line));
        });
        // No key can be forgotten here or there: what is tried is what the program asks for.
        Assert.Equal(keys.Order(StringComparer.Ordinal), asked.Keys.Where(k => k.Contains(':', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Line(int seed)
    {
        var random = new Random(seed);
        var line = new StringBuilder(Pieces[random.Next(20)]);
        for (var i = random.Next(8); i > 0; i--)
        {
            line.Append(random.Next(6) == 0 ? "" : " ");
            if (random.Next(8) == 0) line.Append((char)random.Next(1, 0x3000));
            else line.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return line.ToString();
    }
}
