using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MutualAid.Tests.Support;

/// <summary>A person at a browser tab, who finds everything by the names that a screen reader says.</summary>
internal sealed class Tab
{
    private Tab(IPage page) => Page = page;

    public IPage Page { get; }

    public ILocator Conversation => Page.GetByRole(AriaRole.Log, new() { Name = "Conversation", Exact = true });

    public ILocator Message => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public ILocator Notes => Page.GetByRole(AriaRole.Note, new() { Name = "Only you see this" });

    public ILocator Private => Page.GetByRole(AriaRole.Region, new() { Name = "Private messages" });

    public ILocator Suggestions => Page.GetByRole(AriaRole.Listbox, new() { Name = "Suggestions" }).GetByRole(AriaRole.Option);

    /// <summary>Opens the page as somebody; every error of the page's scripts fails the test at the end.</summary>
    public static async Task<Tab> OpenAsync(IBrowser browser, string url, string who, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(url);
        var tab = new Tab(page);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "You are" }).SelectOptionAsync(new SelectOptionValue { Label = who });
        await Assertions.Expect(tab.Message).ToBeVisibleAsync();
        return tab;
    }

    public async Task TypesAsync(string text)
    {
        await Message.FillAsync(text);
        await Message.PressAsync("Enter");
    }

    /// <summary>Completes when all that came due in that day has happened.</summary>
    public Task LetsADayPassAsync() => Page.RunAndWaitForResponseAsync(
        () => Page.GetByRole(AriaRole.Button, new() { Name = "+1 day" }).ClickAsync(), r => r.Url.EndsWith("/api/clock", StringComparison.Ordinal));

    public ILocator Card(int number) =>
        Conversation.GetByRole(AriaRole.Article, new() { NameRegex = new Regex($"^Need #{number.ToString(CultureInfo.InvariantCulture)} ", RegexOptions.None, TimeSpan.FromSeconds(1)) });

    public ILocator Offer(int number) =>
        Conversation.GetByRole(AriaRole.Article, new() { NameRegex = new Regex($"^Offer #{number.ToString(CultureInfo.InvariantCulture)} ", RegexOptions.None, TimeSpan.FromSeconds(1)) });

    public Task PressesAsync(int number, string button) => Card(number).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task SeesAsync(ILocator where, string text) => Assertions.Expect(where).ToContainTextAsync(text);

    public Task IsToldAsync(string text) => Assertions.Expect(Notes.Last).ToContainTextAsync(text);
}
