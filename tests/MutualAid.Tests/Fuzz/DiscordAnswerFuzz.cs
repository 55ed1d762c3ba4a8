using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Discord;
using MutualAid.Discord.Rest;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever Discord, or the network before it, answers: it is an answer, or a failure of the two kinds that are handled, and no wait is longer than a day.</summary>
public sealed class DiscordAnswerFuzz
{
    private static readonly int[] Statuses = [200, 200, 200, 204, 302, 400, 403, 404, 413];
    private static readonly string[] Numbers = ["0", "1", "-1", "1e9", "NaN", "99999999999999999999", "", "x", "0.0001"];

    [Fact]
    public Task Any_answer_is_read_or_fails_in_a_known_way() => Executions.RunAsync("Discord answers", 2_000, async seed =>
    {
        var random = new Random(seed);
        using var rest = new DiscordRest(
            new Answering(() => Some(random, seed)), new DiscordOptions("t.o.k", new Uri("https://discord.test/api/v10"), null, null), new DiscordRefusal(), TimeProvider.System, NullLogger<DiscordRest>.Instance);
        var api = new DiscordApi(rest);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            await (random.Next(5) switch
            {
                0 => api.MessageAsync("1", "2", late.Token),
                1 => (Task)api.MessagesAsync("1", null, late.Token),
                2 => api.GuildAsync("1", late.Token),
                3 => api.RolesAsync("1", late.Token),
                _ => api.ActiveThreadsAsync("1", late.Token),
            });
        }
        catch (Exception e) when (e is DiscordRefusedException or DiscordUnreachableException)
        {
            // The two that whoever asks is ready for.
        }
    });

    [Fact]
    public void Any_headers_of_a_bucket_are_bounded() => Executions.Run("Discord limit headers", 5_000, seed =>
    {
        var random = new Random(seed);
        using var answer = new HttpResponseMessage();
        foreach (var name in new[] { "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After", "X-RateLimit-Bucket" })
            answer.Headers.TryAddWithoutValidation(name, Numbers[random.Next(Numbers.Length)]);
        Assert.InRange(LimitHeaders.Of(answer.Headers).ResetAfter ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1));
    });

    private static HttpResponseMessage Some(Random random, int seed)
    {
        var mangler = new Mangler(seed);
        var text = mangler.Mangle(random.Next(3) switch
        {
            0 => """{"id":"1","channel_id":"2","content":"x","author":{"id":"3","username":"y"},"components":[{"type":17,"id":5,"components":[{"type":10,"content":"z"}]}],"timestamp":"2026-11-23T10:00:00Z"}""",
            1 => """[{"id":"1","name":"n","permissions":"8","position":1}]""",
            _ => """{"threads":[{"id":"1","type":12,"name":"x"}],"members":[],"owner_id":"4","code":50013,"message":"no"}""",
        });
        return new HttpResponseMessage((HttpStatusCode)Statuses[random.Next(Statuses.Length)])
        {
            Content = new ByteArrayContent(random.Next(3) == 0 ? mangler.Break(text) : Encoding.UTF8.GetBytes(text)),
        };
    }
}
