using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Matrix.Client;
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
