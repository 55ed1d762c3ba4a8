using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Discord;
using MutualAid.Discord.Rest;
using MutualAid.Tests.Support;
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
    public async Task What_is_answered_leaves_nothing_behind()
    {
        var (time, random, number) = (new FakeTimeProvider(), new Random(0), 0);
        using var rest = new DiscordRest(
            new Answering(() => Some(random, number)), new DiscordOptions("t.o.k", new Uri("https://discord.test/api/v10"), null, null), new DiscordRefusal(), time, NullLogger<DiscordRest>.Instance);
        var api = new DiscordApi(rest);
        await Executions.RunWithoutGrowthAsync("Discord answers to one client", 2_000, async seed =>
        {
            (random, number) = (new Random(seed), seed);
            // A bucket is known for a day at the longest.
            time.Advance(TimeSpan.FromMinutes(15));
            var asked = api.MessageAsync(seed.ToString(CultureInfo.InvariantCulture), "2", CancellationToken.None);
            while (!asked.IsCompleted)
            {
                await Briefly.PauseAsync();
                if (!asked.IsCompleted) time.Advance(TimeSpan.FromSeconds(1));
            }

            await asked.ContinueWith(
                a => Assert.True(a.IsCompletedSuccessfully || a.Exception?.InnerException is DiscordRefusedException or DiscordUnreachableException, a.Exception?.ToString()),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }, rest);
    }

    [Fact]
    public void Any_headers_of_a_bucket_are_bounded() => Executions.Run("Discord limit headers", 5_000, seed =>
    {
        var random = new Random(seed);
        using var answer = new HttpResponseMessage();
        AddLimits(answer, random, seed);
        Assert.InRange(LimitHeaders.Of(answer.Headers).ResetAfter ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1));
    });

    private static void AddLimits(HttpResponseMessage answer, Random random, int seed)
    {
        foreach (var name in new[] { "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After", "X-RateLimit-Bucket" })
            answer.Headers.TryAddWithoutValidation(name, name.EndsWith("Bucket", StringComparison.Ordinal) ? $"bucket-{seed}" : Numbers[random.Next(Numbers.Length)]);
    }

    private static HttpResponseMessage Some(Random random, int seed)
    {
        var mangler = new Mangler(seed);
        var text = mangler.Mangle(random.Next(3) switch
        {
            0 => """{"id":"1","channel_id":"2","content":"x","author":{"id":"3","username":"y"},"components":[{"type":17,"id":5,"components":[{"type":10,"content":"z"}]}],"timestamp":"2026-11-23T10:00:00Z"}""",
            1 => """[{"id":"1","name":"n","permissions":"8","position":1}]""",
            _ => """{"threads":[{"id":"1","type":12,"name":"x"}],"members":[],"owner_id":"4","code":50013,"message":"no"}""",
        });
        var answer = new HttpResponseMessage((HttpStatusCode)Statuses[random.Next(Statuses.Length)])
        {
            Content = new ByteArrayContent(random.Next(3) == 0 ? mangler.Break(text) : Encoding.UTF8.GetBytes(text)),
        };
        if (random.Next(2) == 0) AddLimits(answer, random, seed);
        return answer;
    }
}
