using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Moq;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Playground;

/// <summary>A card with a picture, over the wire and on the page.</summary>
public sealed class PictureTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private readonly PostingId posting = PostingId.New();

    [Fact]
    public async Task A_chart_goes_over_the_wire_as_a_picture_and_its_words_and_another_one_takes_its_place()
    {
        await using var world = await World.StartAsync();
        var platform = world.Get<IChatPlatform>();
        var id = await platform.PostAsync(PlaygroundWorld.Home, posting, Charts.Of("spanish"), CancellationToken.None);
        var card = await SeenAsync(world);
        Assert.Equal(("chart", "es", "Las últimas 8 semanas"), (card.GetProperty("kind").GetString(), card.GetProperty("lang").GetString(), card.GetProperty("label").GetString()));
        Assert.Empty(card.GetProperty("lines").EnumerateArray());
        var picture = card.GetProperty("picture");
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(world.Get<IPictures>().Png(Charts.Of("spanish").Picture!)!), picture.GetProperty("url").GetString());
        Assert.StartsWith("Semana del 5 oct: 12 necesidades publicadas, 9 resueltas", picture.GetProperty("alt").GetString(), StringComparison.Ordinal);
        Assert.Equal((800, 450), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));

        await platform.EditAsync(PlaygroundWorld.Home, posting, id, Charts.Of("gaps"), CancellationToken.None);
        Assert.Contains("no claims", (await SeenAsync(world)).GetProperty("picture").GetProperty("alt").GetString(), StringComparison.Ordinal);
        Assert.Contains("Week of 16 Nov: 120 needs posted", await world.Bo.ReadsAsync("Week of 16 Nov: 120 needs posted"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_machine_that_can_not_draw_the_words_stand_there()
    {
        await using var world = await World.StartAsync();
        var cannot = new Mock<IPictures>();
        cannot.Setup(p => p.Png(It.IsAny<Picture>())).Returns((byte[]?)null);
        await new PlaygroundPlatform(world.Chat, cannot.Object, new PlaygroundAges()).PostAsync(PlaygroundWorld.Home, posting, Charts.Of(), CancellationToken.None);
        var card = await SeenAsync(world);
        Assert.Equal(JsonValueKind.Null, card.GetProperty("picture").ValueKind);
        Assert.Equal(8, card.GetProperty("lines").GetArrayLength());
    }

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task The_page_shows_it_and_says_its_words_and_fits_a_phone(int width, ColorScheme scheme)
    {
        using var folder = new TestFolder();
        var browser = fixture.Browser;
        using (var journal = new PlaygroundJournal(Path.Combine(folder.Path, "data", "mutualaid-playground.jsonl"))) journal.Rewrite([new JournalLine(await PostedAsync())]);
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var ana = await Tab.OpenAsync(browser, bot.Url, "Ana", width, scheme);
        var shown = ana.Conversation.GetByRole(AriaRole.Article, new() { Name = "The last 8 weeks" }).GetByRole(AriaRole.Img);
        await Assertions.Expect(shown).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex("^Week of 5 Oct: 12 needs posted, 9 met"));
        Assert.Equal(800, await shown.EvaluateAsync<int>("async picture => { await picture.decode(); return picture.naturalWidth; }"));
        Assert.True(await ana.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the phone.");
        await AxeAsync(ana);
        if (Environment.GetEnvironmentVariable("MUTUALAID_SCREENSHOTS") is { Length: > 0 } pictures)
            await ana.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"chart-{width}-{scheme}.png") });
    }

    private static async Task AxeAsync(Tab tab)
    {
        var result = await tab.Page.RunAxe();
        Assert.Equal([], result.Violations.Select(v => v.Id));
    }

    private async Task<PlaygroundMessage> PostedAsync()
    {
        await using var world = await World.StartAsync();
        var id = await world.Get<IChatPlatform>().PostAsync(PlaygroundWorld.Home, posting, Charts.Of(), CancellationToken.None);
        return world.Chat.FindMessage(id.Value)!;
    }

    private static async Task<JsonElement> SeenAsync(World world)
    {
        await foreach (var snapshot in world.Chat.EventsAsync(PlaygroundWorld.Find("ana")!, CancellationToken.None))
        {
            using var everything = JsonDocument.Parse(snapshot.Data);
            return everything.RootElement.GetProperty("places").EnumerateArray()
                .SelectMany(p => p.GetProperty("messages").EnumerateArray()).Select(m => m.GetProperty("card")).Single(c => c.ValueKind == JsonValueKind.Object).Clone();
        }

        throw new InvalidOperationException("The chat told nothing.");
    }
}
