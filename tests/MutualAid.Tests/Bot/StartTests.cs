using System.Net;
using System.Net.Http.Json;
using System.Text;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>What whoever runs the bot meets.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Groups__TimeZone", "Mars/Olympus", "Groups:TimeZone is 'Mars/Olympus' but must be an IANA time zone")]
    [InlineData("Groups__Language", "tlh", "Groups:Language is 'tlh' but must be one of en, es")]
    [InlineData("Groups__DigestAt", "25:00", "Groups:DigestAt is '25:00' but must be a local time")]
    [InlineData("Groups__RemindFirstAfter", "soon", "Groups:RemindFirstAfter is 'soon' but must be a duration")]
    [InlineData("Groups__RemindBackoff", "0.5", "Groups:RemindBackoff is '0.5' but must be a number from 1 to 10")]
    [InlineData("Storage__Provider", "Papyrus", "Storage:Provider is 'Papyrus'; it may be LiteDb")]
    [InlineData("Storage__Provider", "Postgres", "Storage:Postgres:ConnectionString is not set, but Storage:Provider is Postgres")]
    [InlineData("Playground__Url", "http://0.0.0.0:5080", "Playground:Url is 'http://0.0.0.0:5080', which others can reach without any login")]
    [InlineData("Playground__Enabled", "maybe", "Playground:Enabled is 'maybe' but must be true or false")]
    [InlineData("Operations__Url", "http://0.0.0.0:5081", "Operations:Url is 'http://0.0.0.0:5081', which others can reach")]
    [InlineData("Operations__Otlp", "collector", "Operations:Otlp is 'collector' but must be the address of a collector")]
    [InlineData("Logging__Format", "xml", "Logging:Format is 'xml' but must be json or text")]
    [InlineData("Matrix__UserId", "@aid:example.org", "Matrix:HomeserverUrl is not set but other keys of Matrix are")]
    public async Task A_bad_value_stops_the_host_with_one_line_that_names_its_key(string key, string value, string line)
    {
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { [key] = value });
        Assert.Equal(78, code);
        Assert.StartsWith(line, written, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', written);
        Assert.DoesNotContain("secret", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_command_line_ends_with_64()
    {
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, arguments: "--frehs");
        Assert.Equal(64, code);
        Assert.Contains("--frehs", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_use_or_damaged_ends_with_74_and_one_line()
    {
        using var folder = new TestFolder();
        await using (await BotProcess.StartAsync(folder.Path))
        {
            var (code, written) = await BotProcess.RunToEndAsync(folder.Path);
            Assert.Equal(74, code);
            Assert.Contains("is in use", written, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', written);
            Assert.Equal(74, (await BotProcess.RunToEndAsync(folder.Path, arguments: "--fresh")).ExitCode);
            Assert.True(File.Exists(folder.File("data/mutualaid.db")), "A store in use was erased.");
        }

        await File.WriteAllBytesAsync(folder.File("data/mutualaid.db"), new byte[100]);
        var (damaged, line) = await BotProcess.RunToEndAsync(folder.Path);
        Assert.Equal(74, damaged);
        Assert.Contains("is not a whole store", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_and_a_broken_file_of_settings_end_with_78_and_one_line()
    {
        using var folder = new TestFolder();
        using var other = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            var (code, written) = await BotProcess.RunToEndAsync(other.Path, new Dictionary<string, string> { ["Playground__Url"] = bot.Url });
            Assert.Equal(78, code);
            Assert.Equal($"Playground:Url is '{bot.Url}', which another program uses; stop that one, or choose another port.", written);
        }

        await File.WriteAllTextAsync(other.File("appsettings.json"), "{\n  \"Groups\": {}\n  \"Logging\": {}\n}");
        var (broken, line) = await BotProcess.RunToEndAsync(other.Path);
        Assert.Equal(78, broken);
        Assert.Equal("appsettings.json is not valid JSON in line 3, or in the one before. Compare it with appsettings.example.json.", line);
    }

    [Fact]
    public async Task Fresh_erases_nothing_where_groups_of_a_platform_may_have_theirs()
    {
        using var folder = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path)) Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
        var (code, line) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Discord__Token"] = "x" }, "--fresh");
        Assert.Equal(64, code);
        Assert.Equal("--fresh begins the playground anew, and would erase what groups on Discord have here. If that is wanted, stop the bot and move data away yourself.", line);
        await using var again = await BotProcess.StartAsync(folder.Path);
        Assert.Contains("1 need", await again.SaysAsync("ana", "/needs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_settings_is_what_holds_without_it()
    {
        using var folder = new TestFolder();
        File.Copy(Path.Combine(WallTests.Top, "appsettings.example.json"), folder.File("appsettings.json"));
        await using var bot = await BotProcess.StartAsync(folder.Path);
        Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_when_asked_and_keeps_everything_and_fresh_begins_anew()
    {
        using var folder = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            Assert.Contains("You are on #1", await bot.SaysAsync("bo", "/claim 1"), StringComparison.Ordinal);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder.File("data/mutualaid.db")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await using var again = await BotProcess.StartAsync(folder.Path, arguments: "--fresh");
        Assert.Contains("#1 is posted", await again.SaysAsync("ana", "/need Something else"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_can_neither_read_nor_act()
    {
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        HttpRequestMessage Request(Action<HttpRequestMessage> change)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/say")
            {
                Content = JsonContent.Create(new { @as = "ana", place = "playground:needs", text = "/need Trick", key = "k" }),
            };
            change(request);
            return request;
        }

        using var foreign = await bot.SendAsync(Request(r => r.Headers.Add("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var rebound = await bot.SendAsync(Request(r => r.Headers.Host = "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, rebound.StatusCode);
        using var form = await bot.SendAsync(Request(r => r.Content = new StringContent("{}", Encoding.UTF8, "text/plain")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        using var nonsense = await bot.SendAsync(Request(r => r.Content = new StringContent("{\"as\":[[[", Encoding.UTF8, "application/json")));
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        using var huge = await bot.SendAsync(Request(r => r.Content = new StringContent("{\"text\":\"" + new string('x', 400_000) + "\"}", Encoding.UTF8, "application/json")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Contains("Nothing is asked for", await bot.SaysAsync("ana", "/needs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_write_and_who_asks_anonymously_stands_in_nothing_the_process_wrote()
    {
        const string marker = "MARKER7f3a";
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        foreach (var line in new[]
        {
            $"/need {marker} anonymous: yes details: {marker} for: {marker} area: {marker}", $"/need x when: {marker}", $"/need x category: {marker}",
            $"/claim {marker}", $"/{marker}", $"/needs {marker}:{marker}", $"/settings {marker}", $"hello {marker}", $"/close 1 {marker}",
            "/need " + new string('x', 20_000) + marker,
        })
        {
            Assert.NotNull(await bot.SaysAsync("ana", line));
        }

        using var bad = await bot.PostAsync("/api/press", new { @as = marker, place = marker, action = marker, key = marker });
        using var worse = await bot.PostAsync("/api/submit", new { @as = "ana", place = "playground:needs", form = $"need::{marker}", values = new Dictionary<string, string> { [marker] = marker }, key = marker });
        Assert.Equal(0, await bot.TerminateAsync());
        Assert.DoesNotContain(marker, bot.Written, StringComparison.OrdinalIgnoreCase);
        // As an id or by itself: the folder's name may have such letters.
        Assert.DoesNotMatch("(?i)\\bana\\b", bot.Written);
    }
}
