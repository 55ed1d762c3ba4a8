using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using MutualAid.Bot.Operations.Checking;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>What <c>check</c> finds, and what it says to do. It never changes anything.</summary>
public sealed class CheckTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_nothing_is_set_yet_all_is_well_and_nothing_is_made()
    {
        using var folder = new TestFolder();
        var (code, said) = await CheckAsync(folder);
        Assert.Equal(0, code);
        Assert.Contains("ok    configuration: every value can be used; no platform is set", said, StringComparison.Ordinal);
        Assert.Contains("there is none at", said, StringComparison.Ordinal);
        Assert.Contains("All is well. Nothing was changed.", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Every_value_that_would_stop_a_start_is_named_and_the_rest_is_looked_at_all_the_same()
    {
        using var folder = new TestFolder();
        var (code, said) = await CheckAsync(folder, ("Groups:TimeZone", "Mars/Olympus"), ("Groups:Language", "tlh"), ("Logging:Format", "xml"));
        Assert.Equal(78, code);
        Assert.Contains("FAIL  configuration: Groups:TimeZone is 'Mars/Olympus' but must be an IANA time zone", said, StringComparison.Ordinal);
        Assert.Contains("FAIL  configuration: Groups:Language is 'tlh'", said, StringComparison.Ordinal);
        Assert.Contains("FAIL  configuration: Logging:Format is 'xml' but must be json or text", said, StringComparison.Ordinal);
        Assert.Contains("ok    store: there is none", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_can_not_be_written_is_told_with_what_to_do()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("a-file"), "", Now);
        foreach (var (path, says) in new[] { ("a-file/data/mutualaid.db", "is a file -> choose another Storage:LiteDb:Path"), (".", "is a folder -> give the path of a file") })
        {
            var (code, said) = await CheckAsync(folder, ("Storage:LiteDb:Path", Path.Combine(folder.Path, path)));
            Assert.Equal(74, code);
            Assert.Contains(says, said, StringComparison.Ordinal);
        }

        using var store = await StoreAsync();
        new FileInfo(store.Path).IsReadOnly = true;
        var (refused, line) = await CheckAsync(store.Path);
        Assert.Equal(74, refused);
        Assert.Contains($"is read-only -> make it writable: chmod 600 {store.Path}", line, StringComparison.Ordinal);
        new FileInfo(store.Path).IsReadOnly = false;
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) return;
        // Whoever is no superuser may not write what is not theirs.
        var (foreign, told) = await CheckAsync(folder, ("Storage:LiteDb:Path", "/usr/mutualaid.db"));
        Assert.Equal(74, foreign);
        Assert.Contains("can't be made: this user may not write '/usr' -> let the user that runs the bot write there", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_store_one_that_is_missing_and_one_that_others_may_read_are_told_apart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        using var store = await StoreAsync();
        var key = Path.ChangeExtension(store.Path, ".key");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, OwnerOnly | UnixFileMode.OtherRead);
        var before = Seen(store.Path);
        var (code, said) = await CheckAsync(store.Path);
        Assert.Equal(0, code);
        Assert.Contains("it opens, and its key fits (schema", said, StringComparison.Ordinal);
        Assert.Contains($"WARN  store: others than its owner may read the key file '{key}' -> close it to them: chmod 600 {key}", said, StringComparison.Ordinal);
        Assert.Equal(before, Seen(store.Path));

        var kept = key + ".old-20260301T080000Z";
        File.Copy(key, kept);
        (_, said) = await CheckAsync(store.Path);
        Assert.Contains($"WARN  store: others than its owner may read the key of before '{kept}' -> close it to them: chmod 600 {kept}", said, StringComparison.Ordinal);
        Assert.Contains($"ok    store: keys of before are kept in '{kept}'; delete those that", said, StringComparison.Ordinal);
        (_, said) = await CheckAsync(store.Path, ("Storage:KeyFile", kept));
        Assert.DoesNotContain("keys of before", said, StringComparison.Ordinal);
        File.Delete(kept);

        File.Move(key, key + "-aside");
        (code, said) = await CheckAsync(store.Path);
        Assert.Equal(74, code);
        Assert.Contains("is missing -> put your copy of the key back there", said, StringComparison.Ordinal);
        Assert.False(File.Exists(key), "A key was made.");

        (code, said) = await CheckAsync(store.Path, ("Storage:Key", Convert.ToBase64String(new byte[32])));
        Assert.Equal(74, code);
        Assert.Contains("is sealed with another key than the one in Storage:Key or Storage:KeyFile -> give the key it has", said, StringComparison.Ordinal);
        Assert.Contains(store.Path, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_everything_that_were_left_are_named_and_what_a_check_left_itself_is_deleted()
    {
        using var store = await StoreAsync();
        var kept = Path.ChangeExtension(store.Path, ".before-restore-20260301T080000Z");
        var restoring = Path.ChangeExtension(store.Path, ".restoring");
        var partial = Path.Combine(Path.GetDirectoryName(store.Path)!, "copy.mutualaid.partial");
        var atWork = Path.Combine(Path.GetDirectoryName(store.Path)!, "another.mutualaid.partial");
        foreach (var file in new[] { kept, restoring, partial, atWork }) await File.WriteAllTextAsync(file, "sealed");
        foreach (var file in new[] { kept, restoring, partial }) File.SetLastWriteTimeUtc(file, new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc));
        var mine = Directory.CreateTempSubdirectory("mutualaid-check-");
        mine.LastWriteTimeUtc = new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

        var (code, said) = await CheckAsync(store.Path);
        Assert.Equal(0, code);
        Assert.Contains($"WARN  store: '{kept}' is the store from before a restore (2026-03-01 08:00 UTC), with what was erased since -> delete it once", said, StringComparison.Ordinal);
        Assert.Contains($"WARN  store: '{restoring}' is a copy of everything that was never finished (2026-03-01 08:00 UTC) -> delete it", said, StringComparison.Ordinal);
        Assert.Contains($"'{partial}' is a copy of everything", said, StringComparison.Ordinal);
        Assert.DoesNotContain("another.mutualaid", said, StringComparison.Ordinal);
        Assert.All([kept, restoring, partial, atWork], file => Assert.True(File.Exists(file), "It deleted what is not its own."));
        Assert.False(Directory.Exists(mine.FullName), "It left a copy of its own.");
    }

    [Fact]
    public async Task An_older_store_will_be_migrated_and_a_newer_one_is_refused_and_neither_is_touched()
    {
        using (var old = await StoreAsync())
        {
            old.Reopen();
            Set(old, 1);
            var before = Seen(old.Path);
            var (code, said) = await CheckAsync(old.Path);
            Assert.Equal(0, code);
            Assert.Contains("it opens (schema 1); it will be migrated to schema", said, StringComparison.Ordinal);
            Assert.Equal(before, Seen(old.Path));
        }

        using var newer = await StoreAsync();
        newer.Reopen();
        Set(newer, 999);
        var (refused, line) = await CheckAsync(newer.Path);
        Assert.Equal(74, refused);
        Assert.Contains("was written by a newer version (schema 999", line, StringComparison.Ordinal);
        Assert.Contains("-> run that version", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_bot_runs_it_is_asked()
    {
        await using var stage = await DiscordStage.StartAsync();
        using var folder = new TestFolder();
        var settings = stage.Settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value!);
        await using var bot = await BotProcess.StartAsync(folder.Path, settings, "stands");
        await stage.StartAsync(null!);
        await stage.AnsweredAsync("ana", await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "need", ("what", "groceries")));
        var (code, said) = await BotProcess.RunToEndAsync(folder.Path, settings, "check");
        Assert.True(code == 0, said);
        Assert.Contains("ok    store: the running bot has it open", said, StringComparison.Ordinal);
        Assert.Contains("ok    Discord: the bot may do all it has to in discord:", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_a_clock_that_is_off_and_what_the_bot_may_not_do_on_Discord_are_told_with_what_to_do()
    {
        await using var stage = await DiscordStage.StartAsync();
        var settings = stage.Settings.Select(s => (s.Key, s.Value!)).ToArray();
        using var store = await StoreAsync(stage.Group, DiscordIdsPlace(stage));
        var (code, said) = await CheckAsync(store.Path, settings);
        Assert.True(code == 0, said);
        Assert.Contains("ok    Discord: Discord accepts the token", said, StringComparison.Ordinal);
        Assert.Contains("ok    Discord: the clock agrees with Discord's", said, StringComparison.Ordinal);
        Assert.Contains("ok    Discord: the bot may do all it has to in discord:", said, StringComparison.Ordinal);

        stage.Needs.Deny(stage.Guild.BotRole!, Rights.SendMessages | Rights.CreatePrivateThreads);
        (code, said) = await CheckAsync(store.Path, settings);
        Assert.Equal(69, code);
        Assert.Contains("Send Messages, Create Private Threads -> allow it to the bot's role", said, StringComparison.Ordinal);

        (code, said) = await CheckAsync(store.Path, [.. settings.Where(s => s.Key != "Discord:Token"), ("Discord:Token", "a-wrong-token")]);
        Assert.Equal(69, code);
        Assert.Contains("FAIL  Discord: Discord refuses the token in Discord:Token -> copy it again", said, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-token", said, StringComparison.Ordinal);

        // Whole seconds, of a server that may be busy: how many exactly is not told.
        said = (await CheckAsync(store.Path, TimeSpan.FromSeconds(30), settings)).Said;
        Assert.Matches("WARN  Discord: the clock is [23][0-9] s ahead of Discord's -> let this machine keep time by NTP", said);
        (code, said) = await CheckAsync(store.Path, TimeSpan.FromHours(-1), settings);
        Assert.Equal(69, code);
        Assert.Contains("s behind Discord's -> let this machine keep time by NTP", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_is_a_wrong_token_and_a_silenced_room_on_Matrix_are_told_with_what_to_do()
    {
        await using var people = await FakePeople.StartAsync();
        var bot = await people.AddBotAsync("Aid");
        var ana = await people.ArriveAsync("ana", "Ana");
        var room = await people.CreateRoomAsync("ana", new RoomWanted("Needs", []));
        await people.InviteAsync("ana", room, bot.UserId);
        (string, string)[] settings = [("Matrix:HomeserverUrl", people.HomeserverUrl), ("Matrix:UserId", bot.UserId)];
        using var store = await StoreAsync(MutualAid.Matrix.MatrixIds.Group(room), MutualAid.Matrix.MatrixIds.Place(room));

        var (code, said) = await CheckAsync(store.Path, [.. settings, ("Matrix:AccessToken", bot.AccessToken)]);
        Assert.Equal(69, code);
        Assert.Contains("ok    Matrix: the homeserver accepts the token", said, StringComparison.Ordinal);
        Assert.Contains("FAIL  Matrix: the bot is not in the room", said, StringComparison.Ordinal);

        await JoinAsync(people, room, bot);
        (code, said) = await CheckAsync(store.Path, [.. settings, ("Matrix:AccessToken", bot.AccessToken)]);
        Assert.True(code == 0, said);
        Assert.Contains("ok    Matrix: the bot may do all it has to in matrix:", said, StringComparison.Ordinal);

        await people.CallAsync("ana", HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/state/m.room.power_levels/", new System.Text.Json.Nodes.JsonObject
        {
            ["events_default"] = 50,
            ["users"] = new System.Text.Json.Nodes.JsonObject { [ana] = 100 },
        });
        (code, said) = await CheckAsync(store.Path, [.. settings, ("Matrix:AccessToken", bot.AccessToken)]);
        Assert.Equal(69, code);
        Assert.Contains("FAIL  Matrix: the bot lacks in", said, StringComparison.Ordinal);
        Assert.Contains("-> raise its power level", said, StringComparison.Ordinal);

        (code, said) = await CheckAsync(store.Path, [.. settings, ("Matrix:AccessToken", "a-wrong-token")]);
        Assert.Equal(69, code);
        Assert.Contains("FAIL  Matrix: the homeserver refuses the token in Matrix:AccessToken -> log the bot in anew", said, StringComparison.Ordinal);

        Assert.Contains("is not tried, because that would log the bot in", (await CheckAsync(store.Path, [.. settings, ("Matrix:Password", "anything")])).Said, StringComparison.Ordinal);

        (code, said) = await CheckAsync(store.Path, ("Matrix:HomeserverUrl", $"http://127.0.0.1:{BotProcess.FreePort()}"), ("Matrix:UserId", bot.UserId), ("Matrix:AccessToken", bot.AccessToken));
        Assert.Equal(69, code);
        Assert.Contains("FAIL  Matrix: no homeserver answers at", said, StringComparison.Ordinal);
        Assert.Contains("-> see that Matrix:HomeserverUrl is its client address", said, StringComparison.Ordinal);
        // But for what the test itself did over HTTP, it only ever read.
        Assert.Contains("/join", Assert.Single(people.Homeserver.Requests.All, r => r.Seen.Method != "GET").Route, StringComparison.Ordinal);
    }

    private static PlaceId DiscordIdsPlace(DiscordStage stage) =>
        MutualAid.Discord.DiscordIds.Place(stage.Guild.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), stage.Needs.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static async Task JoinAsync(FakePeople people, string room, MatrixAccount bot)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", bot.AccessToken);
        using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{people.HomeserverUrl}/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/join"), content, Now);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A store with one group, closed.</summary>
    private static async Task<OpenStore> StoreAsync(GroupId? group = null, PlaceId? home = null)
    {
        var store = new OpenStore();
        if (group is { } id) await store.Groups.AddAsync(new Group { Id = id, Home = home!.Value }, Now);
        store.Store.Dispose();
        return store;
    }

    /// <summary>Makes it claim another version, and closes it.</summary>
    private static void Set(OpenStore store, int version)
    {
        store.Store.WriteAsync(
            lite =>
            {
                lite.Upsert(Schema.Meta, [new LiteDB.BsonDocument { ["_id"] = "schema", ["Version"] = version }], LiteDB.BsonAutoId.ObjectId);
                return true;
            },
            Now).GetAwaiter().GetResult();
        store.Store.Dispose();
    }

    /// <summary>Every file beside the store, with what is in it.</summary>
    private static ImmutableSortedDictionary<string, string> Seen(string store) => Directory.EnumerateFiles(Path.GetDirectoryName(store)!)
        .ToImmutableSortedDictionary(f => f, f => $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))} {File.GetLastWriteTimeUtc(f):O}");

    private static Task<(int Code, string Said)> CheckAsync(TestFolder folder, params (string Key, string Value)[] settings) =>
        CheckAsync(folder.File("data/mutualaid.db"), settings);

    private static Task<(int Code, string Said)> CheckAsync(string store, params (string Key, string Value)[] settings) => CheckAsync(store, TimeSpan.Zero, settings);

    private static async Task<(int Code, string Said)> CheckAsync(string store, TimeSpan ahead, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Storage:LiteDb:Path"] = store };
        foreach (var (key, value) in settings) all[key] = value;
        using var said = new StringWriter();
        var code = await new Doctor(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), new ShiftedTime(ahead), said).LookAsync(Now);
        return (code, said.ToString());
    }

    private sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
