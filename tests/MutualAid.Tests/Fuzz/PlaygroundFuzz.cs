using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MutualAid.Bot.Matching;
using MutualAid.Bot.Pictures;
using MutualAid.Bot.Playground;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever is sent to the page's server, it says what is wrong with it, and goes on.</summary>
public sealed class PlaygroundFuzz
{
    private static readonly (string Path, string Sample)[] Requests =
    [
        ("/api/say", """{"as":"ana","place":"playground:needs","text":"/need soup","key":"k1"}"""),
        ("/api/press", """{"as":"bo","place":"playground:needs","action":"claim|1|x","key":"k2"}"""),
        ("/api/submit", """{"as":"bo","place":"playground:needs","form":"need||x","values":{"what":"soup","when":"friday"},"key":"k3"}"""),
        ("/api/react", """{"as":"cruz","place":"playground:needs","message":"m1","emoji":"✋","on":true,"key":"k4"}"""),
        ("/api/language", """{"as":"ana","language":"en"}"""),
    ];

    [Fact]
    public async Task Any_request_is_answered_and_none_as_a_fault_of_ours()
    {
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(bot.Url) };
        await Executions.RunAsync("Playground requests", 600, async seed =>
        {
            var (path, sample) = Requests[(uint)seed % (uint)Requests.Length];
            var mangler = new Mangler(seed);
            var text = mangler.Mangle(sample);
            using var content = new ByteArrayContent(seed % 3 == 0 ? mangler.Break(text) : Encoding.UTF8.GetBytes(text));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync(path, content);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge, $"{path} answered {(int)answer.StatusCode}.");
        });
        Assert.Contains("is posted", await bot.SaysAsync("ana", "/need water"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_leaves_nothing_behind()
    {
        using var folder = new TestFolder();
        using var host = Served(folder.File("chat.jsonl"), out var url);
        await host.StartAsync();
        var chat = host.Services.GetRequiredService<PlaygroundChat>();
        // As many messages as are kept of a place; later ones push them out.
        for (var i = 0; i < 1000; i++) chat.Put($"playground:m{i}", "playground:needs", PlaygroundWorld.Find("ana"), "Is there soup?", card: null);
        using var http = new HttpClient { BaseAddress = url };
        await Executions.RunWithoutGrowthAsync("Playground requests to one bot", 2_000, async seed =>
        {
            var (path, sample) = Requests[(uint)seed % (uint)Requests.Length];
            var own = sample.Replace("\"k", $"\"k{seed}-", StringComparison.Ordinal).Replace("✋", $"✋{seed}", StringComparison.Ordinal).Replace("m1", "playground:m999", StringComparison.Ordinal);
            using var content = new StringContent(seed % 2 == 0 ? own : new Mangler(seed).Mangle(own), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(path, content);
        }, host.Services);
        await host.StopAsync();
    }

    private static IHost Served(string journal, out Uri url)
    {
        url = new Uri($"http://127.0.0.1:{BotProcess.FreePort()}");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var store = new MemoryStore();
        builder.Services.AddSingleton<INeedStore>(store).AddSingleton<IOfferStore>(store.Offers).AddSingleton<IGroupStore>(store).AddSingleton<IMemberStore>(store).AddSingleton<IBookmarks>(store).AddSingleton<IErasures>(new MemoryErasures())
            .AddSingleton(new SharedLease(TimeProvider.System).OfAProcess()).AddPictures().AddWords().AddCore(builder.Configuration).AddPlayground(new PlaygroundOptions { Url = url.OriginalString }, journal);
        return builder.Build();
    }
}
