using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Matrix;
using MutualAid.Matrix.Client;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever a homeserver, or a proxy before it, answers: it is an answer, or a failure of the one kind that is handled.</summary>
public sealed class MatrixAnswerFuzz
{
    private static readonly int[] Statuses = [200, 201, 204, 301, 400, 401, 403, 404, 413, 429, 500, 502, 504, 599];
    private static readonly string[] RetryAfters = ["0", "1", "-5", "99999999999", "9999999", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", ""];

    [Fact]
    public Task Any_answer_is_read_or_counts_as_none() => Executions.RunAsync("Matrix answers", 3_000, async seed =>
    {
        var random = new Random(seed);
        using var http = new MatrixHttp(new Answering(() => Some(random, seed)), new Uri("http://homeserver.test"), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        try
        {
            var answer = await http.ExchangeAsync(new Call(HttpMethod.Get, "/x"), "token", CancellationToken.None);
            Assert.NotNull(answer.Code);
            Assert.InRange(answer.RetryAfter ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1));
        }
        catch (MatrixUnreachableException)
        {
            // Nothing usable came.
        }
    });

    [Fact]
    public async Task What_is_answered_leaves_nothing_behind()
    {
        var (time, random, number) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), new Random(0), 0);
        var options = new MatrixOptions(new Uri("http://homeserver.test"), "@bot:homeserver.test", "token", null, []);
        using var http = new MatrixHttp(new Answering(() => Some(random, number)), options.HomeserverUrl, time);
        using var session = new Session(http, options, new MemoryStore(), new MatrixRefusal(), time, NullLogger<Session>.Instance);
        var client = new MatrixClient(http, session, time, NullLogger<MatrixClient>.Instance);
        var api = new MatrixApi(client, session, new NoSealing());
        await Executions.RunWithoutGrowthAsync("Matrix answers to one client", 1_000, async seed =>
        {
            (random, number) = (new Random(seed), seed);
            var name = seed.ToString(CultureInfo.InvariantCulture);
            var asked = random.Next(4) switch
            {
                0 => api.SendAsync("!room:homeserver.test", "m.room.message", name, [], Urgency.Answer, CancellationToken.None),
                1 => api.StateAsync("!room:homeserver.test", "m.room.name", name, CancellationToken.None),
                2 => api.JoinAsync($"!{name}:homeserver.test", null, CancellationToken.None),
                _ => (Task)api.MessagesAsync($"!{name}:homeserver.test", null, null, "{}", 10, CancellationToken.None),
            };
            while (!asked.IsCompleted)
            {
                await Briefly.PauseAsync();
                // A limit may last a day.
                if (!asked.IsCompleted) time.Advance(TimeSpan.FromHours(12));
            }

            await asked.ContinueWith(
                a => Assert.True(a.IsCompletedSuccessfully || a.Exception?.InnerException is MatrixException, a.Exception?.ToString()),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }, client, http);
        Assert.False(session.TokenAsync(CancellationToken.None).IsFaulted);
    }

    private static HttpResponseMessage Some(Random random, int seed)
    {
        var mangler = new Mangler(seed);
        var text = mangler.Mangle("""{"errcode":"M_LIMIT_EXCEEDED","error":"Too fast","retry_after_ms":2000,"chunk":[{"type":"m.room.message","content":{"body":"x"}}],"end":"t2"}""");
        var answer = new HttpResponseMessage((HttpStatusCode)Statuses[random.Next(Statuses.Length)])
        {
            Content = new ByteArrayContent(random.Next(3) switch { 0 => mangler.Break(text), 1 => Encoding.UTF8.GetBytes("<html>" + text), _ => Encoding.UTF8.GetBytes(text) }),
        };
        if (random.Next(2) == 0) answer.Headers.TryAddWithoutValidation("Retry-After", RetryAfters[random.Next(RetryAfters.Length)]);
        return answer;
    }
}

/// <summary>Answers whatever it is told to.</summary>
internal sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
}
