using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>The real process on a real server.</summary>
public sealed class PostgresProcessTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private string _connectionString = "";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Settings => new() { ["Storage__Provider"] = "Postgres", ["Storage__Postgres__ConnectionString"] = _connectionString };

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresFixture.ServerAsync();
        _connectionString = server.ConnectionString(await server.NewDatabaseAsync());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_kill_and_another_process_has_the_work_within_15_seconds()
    {
        await using var waiting = new PostgresSharedWork(new StorageOptions(_folder.File("none"), null) { Postgres = PostgresOptions.Of(_connectionString) });
        await using (var bot = await BotProcess.StartAsync(_folder.Path, Settings, "Open http://"))
        {
            Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
            // It has it from its first sweep on.
            await Eventually.TrueAsync(async () =>
            {
                await using var other = new PostgresSharedWork(new StorageOptions(_folder.File("none"), null) { Postgres = PostgresOptions.Of(_connectionString) });
                return !await other.IsMineAsync("sweep", Now);
            });
            Assert.False(await waiting.IsMineAsync("sweep", Now));
            await bot.KillAsync();
        }

        await Eventually.TrueAsync(() => waiting.IsMineAsync("sweep", Now));
        await waiting.DisposeAsync();
        await using var again = await BotProcess.StartAsync(_folder.Path, Settings, "Open http://");
        Assert.StartsWith("You are on #1", await again.SaysAsync("bo", "/claim 1"), StringComparison.Ordinal);
        Assert.Equal(0, await again.TerminateAsync());
        Assert.True(File.Exists(_folder.File("data/mutualaid.key")));
        Assert.False(File.Exists(_folder.File("data/mutualaid.db")));

        var groups = await BotProcess.RunToEndAsync(_folder.Path, Settings, "groups");
        Assert.Equal(0, groups.ExitCode);
        Assert.Contains("playground:", groups.Written, StringComparison.Ordinal);
        var backup = await BotProcess.RunToEndAsync(_folder.Path, Settings, "backup", "copy.mutualaid");
        Assert.Equal(74, backup.ExitCode);
        Assert.Contains("pg_dump", backup.Written, StringComparison.Ordinal);
        Assert.Equal(["data"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Of_two_processes_one_is_in_touch_with_Discord_and_the_other_takes_over_when_that_is_killed()
    {
        await using var discord = await DiscordStage.StartAsync();
        discord.Fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        var settings = new Dictionary<string, string>(Settings);
        foreach (var (key, value) in discord.Settings) settings[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        await using var first = await BotProcess.StartAsync(_folder.Path, settings, "Shard 0 stands");
        await discord.StartAsync(null!);
        Assert.Contains("#1 is posted", (await discord.DoesAsync("ana", null, new CommandTyped("/need what: water"), "", null)).Text, StringComparison.Ordinal);

        using var folder = new TestFolder();
        settings["Storage__KeyFile"] = _folder.File("data/mutualaid.key");
        await using var second = await BotProcess.StartAsync(folder.Path, settings, "this one stands by");
        Assert.Contains("#2 is posted", (await discord.DoesAsync("ana", null, new CommandTyped("/need what: soap"), "", null)).Text, StringComparison.Ordinal);
        Assert.Equal(1, discord.Fake.Gateway.Identifies);

        // In the folder of the first, whose socket it leaves alone.
        await using (var third = await BotProcess.StartAsync(_folder.Path, settings, "this one stands by")) Assert.Equal(0, await third.TerminateAsync());
        Assert.Equal(0, (await BotProcess.RunToEndAsync(_folder.Path, settings, "groups")).ExitCode);
        Assert.True(File.Exists(_folder.File("data/mutualaid.sock")));

        await first.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(second.Written.Contains("Shard 0 stands", StringComparison.Ordinal)));
        Assert.StartsWith("You are on #2", (await discord.DoesAsync("bo", null, new CommandTyped("/claim number: 2"), "", null)).Text, StringComparison.Ordinal);
        Assert.Equal(0, await second.TerminateAsync());
    }

    [Fact]
    public async Task A_bot_moves_from_its_file_to_PostgreSQL_by_one_command()
    {
        var file = new Dictionary<string, string>(Settings) { ["Storage__Provider"] = "LiteDb" };
        await using (var bot = await BotProcess.StartAsync(_folder.Path, file, "Open http://"))
        {
            Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
            Assert.Equal(74, (await BotProcess.RunToEndAsync(_folder.Path, file, "migrate", "--to", "postgres")).ExitCode);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        var (code, written) = await BotProcess.RunToEndAsync(_folder.Path, file, "migrate", "--to", "postgres");
        Assert.Equal(0, code);
        Assert.Contains("found the same: groups 1, needs 1, offers 0", written, StringComparison.Ordinal);
        Assert.Contains("Set Storage:Provider to Postgres", written, StringComparison.Ordinal);
        await using (var bot = await BotProcess.StartAsync(_folder.Path, Settings, "Open http://"))
            Assert.StartsWith("You are on #1", await bot.SaysAsync("bo", "/claim 1"), StringComparison.Ordinal);

        foreach (var (to, settings, expected) in new[] { ("oracle", file, 64), ("litedb", file, 64), ("postgres", file, 74), ("postgres", [], 78) })
        {
            var refused = await BotProcess.RunToEndAsync(_folder.Path, settings, "migrate", "--to", to);
            Assert.Equal(expected, refused.ExitCode);
            Assert.Single(refused.Written.Split('\n'));
        }
    }

    [Fact]
    public async Task What_can_t_be_used_ends_it_with_one_line_and_a_code()
    {
        await (await BotProcess.StartAsync(_folder.Path, Settings, "Open http://")).DisposeAsync();
        var key = Convert.ToBase64String(new byte[32]);
        foreach (var (changed, value, code, says) in new[]
        {
            ("Storage__Key", key, 74, "is sealed with another key than the one in Storage:Key"),
            ("Storage__Postgres__ConnectionString", "", 78, "Storage:Postgres:ConnectionString is not set"),
            ("Storage__Postgres__ConnectionString", "Hots=localhost;Password=hunter2", 78, "gives a text of 31 characters that can't be understood"),
            ("Storage__Postgres__ConnectionString", "Database=mutualaid;Password=hunter2", 78, "names no Host"),
        })
        {
            var ended = await BotProcess.RunToEndAsync(_folder.Path, new Dictionary<string, string>(Settings) { [changed] = value });
            Assert.Equal(code, ended.ExitCode);
            Assert.Contains(says, Assert.Single(ended.Written.Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", ended.Written, StringComparison.Ordinal);
            Assert.DoesNotContain(key, ended.Written, StringComparison.Ordinal);
        }

        var fresh = await BotProcess.RunToEndAsync(_folder.Path, Settings, "--fresh");
        Assert.Equal(74, fresh.ExitCode);
        Assert.Contains("dropdb", fresh.Written, StringComparison.Ordinal);
    }
}
