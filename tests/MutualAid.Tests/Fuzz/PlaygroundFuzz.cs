using System.Net;
using System.Net.Http.Headers;
using System.Text;
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
}
