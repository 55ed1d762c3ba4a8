using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Playground;

/// <summary>Two people at two real browser tabs.</summary>
public sealed class BrowserTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task A_week_goes_by_and_nothing_is_forgotten()
    {
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path, BotProcess.FreePort());
        var ana = await Tab.OpenAsync(fixture.Browser, bot.Url, "Ana");
        var bo = await Tab.OpenAsync(fixture.Browser, bot.Url, "Bo");
        foreach (var what in new[] { "Groceries for two category: food", "A ride to the clinic", "Boxes quantity: 4" }) await ana.TypesAsync("/need " + what);
        await ana.IsToldAsync("#3 is posted");
        await bo.PressesAsync(1, "I can help");
        await bo.IsToldAsync("You are on #1");
        await bo.TypesAsync("/mine");
        await bo.Notes.Last.GetByRole(AriaRole.Button, new() { Name = "Tell me about needs" }).ClickAsync();
        await bo.Notes.Last.GetByRole(AriaRole.Button, new() { Name = "every kind" }).ClickAsync();
        await bo.IsToldAsync("You are told privately about needs that wait: every kind.");
        for (var day = 0; day < 8; day++) await ana.LetsADayPassAsync();
        await bo.SeesAsync(bo.Private, "Still on it?");
        await bo.SeesAsync(bo.Private, "needs wait for somebody");
        await ana.SeesAsync(ana.Conversation, "Today 3 needs are unmet");
        await Assertions.Expect(ana.Conversation.GetByRole(AriaRole.Img)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_offer_meets_a_need_and_both_see_it_at_once()
    {
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path, BotProcess.FreePort());
        var ana = await Tab.OpenAsync(fixture.Browser, bot.Url, "Ana");
        var bo = await Tab.OpenAsync(fixture.Browser, bot.Url, "Bo");
        var cruz = await Tab.OpenAsync(fixture.Browser, bot.Url, "Cruz");
        var dani = await Tab.OpenAsync(fixture.Browser, bot.Url, "Dani (facilitator)");
        // The clock of the playground is the real one, and it may be night.
        await dani.TypesAsync("/settings quiet none");
        await dani.IsToldAsync("quiet is now none");
        await bo.TypesAsync("/offer Rides to the clinic category: transport area: Northside quantity: 2");
        await bo.IsToldAsync("#1 is offered: Rides to the clinic.");
        await ana.TypesAsync("/need A ride to the clinic category: transport area: Northside when: tomorrow 12:00");
        await ana.IsToldAsync("#2 is posted");
        await bo.SeesAsync(bo.Private, "because you offered transport in Northside: #1");
        Assert.DoesNotContain("because you offered", await ana.Page.ContentAsync(), StringComparison.Ordinal);
        await bo.Private.GetByRole(AriaRole.Button, new() { Name = "I can help", Exact = true }).ClickAsync();
        await bo.IsToldAsync("You are on #2");
        await ana.SeesAsync(ana.Card(2), "Bo: 1");
        await ana.SeesAsync(ana.Offer(1), "1 of 2 left");
        await cruz.Offer(1).GetByRole(AriaRole.Button, new() { Name = "Ask for this", Exact = true }).ClickAsync();
        await cruz.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
        await bo.SeesAsync(bo.Private, "asks for your offer #1");
        await bo.PressesAsync(3, "I can help");
        await ana.SeesAsync(ana.Offer(1), "all given");
        foreach (var tab in new[] { ana, bo }) await NoViolationAsync(tab, "offers");
        var phone = await Tab.OpenAsync(fixture.Browser, bot.Url, "Ana", width: 360, ColorScheme.Dark);
        await phone.SeesAsync(phone.Offer(1), "all given");
        await NoViolationAsync(phone, "offers on a phone");
        if (Environment.GetEnvironmentVariable("MUTUALAID_SCREENSHOTS") is { } shots) await phone.Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(shots, "offers-phone.png") });
    }

    [Fact]
    public async Task Two_people_live_through_the_life_of_a_need()
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        var port = BotProcess.FreePort();
        var bot = await BotProcess.StartAsync(folder.Path, port);
        try
        {
            var ana = await Tab.OpenAsync(browser, bot.Url, "Ana");
            var bo = await Tab.OpenAsync(browser, bot.Url, "Bo");
            var cruz = await Tab.OpenAsync(browser, bot.Url, "Cruz");
            await cruz.Page.GetByRole(AriaRole.Combobox, new() { Name = "Language" }).SelectOptionAsync("es");

            await ana.TypesAsync("/need Groceries for two details: Rose Street 5, ring twice");
            await ana.IsToldAsync("#1 is posted: Groceries for two.");
            await bo.PressesAsync(1, "I can help");
            await bo.IsToldAsync("You are on #1");
            await cruz.TypesAsync("/claim 1");
            await cruz.IsToldAsync("Bo llegó antes: #1 está cubierta.");
            await ana.SeesAsync(ana.Card(1), "Bo: 1");

            await bo.PressesAsync(1, "Details");
            await bo.IsToldAsync("Rose Street 5");
            await cruz.PressesAsync(1, "Details");
            await cruz.IsToldAsync("solo para quien pide y quien ayuda");
            await bo.SeesAsync(bo.Private, "#1 with Ana, Bo");
            Assert.DoesNotContain("Rose", await cruz.Page.ContentAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("Rose", await ana.Card(1).InnerTextAsync(), StringComparison.Ordinal);

            await bo.PressesAsync(1, "Release");
            await bo.IsToldAsync("You are no longer on #1");
            await ana.SeesAsync(ana.Card(1), "open");
            await cruz.Card(1).GetByRole(AriaRole.Button, new() { NameRegex = new("^Raised hand") }).ClickAsync();
            await cruz.IsToldAsync("Te ocupas de #1");

            await bot.KillAsync();
            await bot.DisposeAsync();
            bot = await BotProcess.StartAsync(folder.Path, port);

            await Assertions.Expect(ana.Card(1)).ToContainTextAsync("Cruz: 1", new() { Timeout = 60_000 });
            await cruz.PressesAsync(1, "Done");
            await cruz.Notes.Last.GetByRole(AriaRole.Button, new() { Name = "La necesidad está cubierta" }).ClickAsync();
            await ana.SeesAsync(ana.Card(1), "Met. Thank you.");
            Assert.Equal(1, await ana.Card(1).CountAsync());
            await Assertions.Expect(ana.Card(1).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
            await ana.SeesAsync(ana.Private, "Who helped says that it is met.");
        }
        finally
        {
            await bot.DisposeAsync();
        }
    }

    [Fact]
    public async Task Everything_works_by_keyboard_alone()
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana");
        var keys = ana.Page.Keyboard;
        await ana.Message.FocusAsync();
        await keys.TypeAsync("/nee");
        await Assertions.Expect(ana.Suggestions.First).ToBeVisibleAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Assertions.Expect(ana.Message).ToHaveValueAsync("/need ");
        await keys.PressAsync("Escape");
        await keys.PressAsync("Enter");
        var dialog = ana.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await keys.TypeAsync("A ride to the clinic");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("whenever-ish");
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog).ToContainTextAsync("could not be read as a time");
        await Assertions.Expect(dialog.GetByLabel("What")).ToHaveValueAsync("A ride to the clinic");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("friday 18:00");
        await keys.PressAsync("Enter");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await ana.SeesAsync(ana.Card(1), "A ride to the clinic");

        await ana.Page.GetByRole(AriaRole.Combobox, new() { Name = "You are" }).FocusAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(ana.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("as=bo"));
        for (var i = 0; i < 40; i++)
        {
            await keys.PressAsync("Tab");
            if (await ana.Page.EvaluateAsync<string>("document.activeElement.textContent") == "I can help") break;
        }

        await keys.PressAsync("Enter");
        await ana.IsToldAsync("You are on #1");
        await ana.SeesAsync(ana.Card(1), "Bo: 1");
    }

    [Theory]
    [InlineData("<img src=x onerror=\"document.title='hurt'\"><b>bold</b>")]
    [InlineData("**bold** @everyone <@1234> [link](https://evil.example) `code`")]
    [InlineData("abc \u202Etxet desrever\u202C \u2067right\u2066 to left")]
    [InlineData("👩‍👩‍👧‍👦🏳️‍🌈 e\u0301 \u0915\u094D\u0937")]
    public async Task What_a_member_writes_is_shown_literally(string text)
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana");
        await ana.TypesAsync("/need " + text);
        await Assertions.Expect(ana.Card(1)).ToBeVisibleAsync();
        Assert.Equal(text, await ana.Card(1).GetByRole(AriaRole.Heading).Locator("bdi").TextContentAsync());
        Assert.Equal("MutualAid playground", await ana.Page.TitleAsync());
        Assert.Equal(0, await ana.Page.Locator("img, a[href^=http]").CountAsync());
        await ana.TypesAsync(text);
        await ana.SeesAsync(ana.Conversation, "Ana");
    }

    [Fact]
    public async Task Too_long_is_given_back_into_the_box()
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana", width: 360);
        var line = "/need " + new string('x', 10_000);
        await ana.TypesAsync(line);
        await ana.IsToldAsync("may have 300 characters, yours has 10000");
        await Assertions.Expect(ana.Message).ToHaveValueAsync(line);
        Assert.True(await ana.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the phone.");
    }

    [Fact]
    public async Task The_clock_brings_reminders_and_the_digest()
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana");
        await ana.TypesAsync("/need Groceries");
        await Assertions.Expect(ana.Card(1)).ToBeVisibleAsync();
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "+1 day" }).ClickAsync();
        await ana.SeesAsync(ana.Conversation, "Still waiting for somebody");
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Next digest" }).ClickAsync();
        await ana.SeesAsync(ana.Conversation, "Today 1 need is unmet");
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "+1 hour" }).ClickAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Axe_finds_no_violation(int width, ColorScheme scheme)
    {
        var browser = fixture.Browser;
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana", width, scheme);
        await NoViolationAsync(ana, "empty");
        await ana.TypesAsync("/need Groceries for two when: friday 18:00 category: food area: Northside quantity: 2 details: Rose Street 5");
        await ana.TypesAsync("/need A ride to the clinic");
        await Assertions.Expect(ana.Card(2)).ToBeVisibleAsync();
        var bo = await Tab.OpenAsync(browser, bot.Url, "Bo", width, scheme);
        await bo.TypesAsync("/claim 1 1");
        await bo.TypesAsync("/claim 2");
        await bo.TypesAsync("/needs colour:red");
        await bo.IsToldAsync("has no place for");
        await NoViolationAsync(bo, "notes");
        await bo.Message.FillAsync("/ne");
        await bo.Message.PressAsync("x");
        await bo.Message.PressAsync("Backspace");
        await Assertions.Expect(bo.Suggestions.First).ToBeVisibleAsync();
        await NoViolationAsync(bo, "completion");
        await ana.TypesAsync("/edit 1");
        await Assertions.Expect(ana.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await NoViolationAsync(ana, "form");
        if (Environment.GetEnvironmentVariable("MUTUALAID_SCREENSHOTS") is not { Length: > 0 } pictures) return;
        await bo.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"bo-{width}-{scheme}.png") });
        await ana.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"ana-{width}-{scheme}.png") });
    }

    private static async Task NoViolationAsync(Tab tab, string when)
    {
        var result = await tab.Page.RunAxe();
        Assert.True(result.Violations.Length == 0, when + ": " + string.Join('\n', result.Violations.Select(v =>
            v.Id + " " + v.Help + ": " + string.Join(" | ", v.Nodes.Select(n => n.Html)))));
    }
}
