using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MutualAid.Discord.Rest;
using Xunit;
using static MutualAid.Tests.Discord.Rest.RestWorld;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

public sealed class RestRetryTests : IDisposable
{
    private readonly RestWorld world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void What_may_be_repeated_is_repeated_with_growing_pauses_and_then_given_up(int status)
    {
        world.Discord.Script = _ => Answer(status, "<html>Bad</html>", "text/html");
        var sent = world.Send(Get());
        world.Advance(30);
        var failure = sent.Unreachable;
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsUncertain);
        var at = world.Discord.Arrivals.Select(a => a.At).ToArray();
        Assert.Equal(5, at.Length);
        var pauses = at.Skip(1).Zip(at, (later, sooner) => (later - sooner).TotalSeconds).ToArray();
        for (var i = 0; i < 4; i++) Assert.InRange(pauses[i], 0.5 * Math.Pow(2, i), (0.5 * Math.Pow(2, i) * 1.25) + 0.01);
    }

    [Fact]
    public void Pauses_grow_to_half_a_minute_at_most() =>
        Assert.All(Enumerable.Range(1, 1_000), failures => Assert.InRange(RetryPauses.After(failures), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(37.5)));

    [Fact]
    public void What_may_not_be_repeated_is_left_uncertain()
    {
        world.Discord.Script = _ => Answer(502);
        Assert.True(world.Send(Post()).Unreachable.IsUncertain);
        Assert.Single(world.Discord.Arrivals);
    }

    [Fact]
    public void A_second_attempt_that_works_is_an_answer()
    {
        var sent = world.Send(Get());
        world.Break(0, new HttpRequestException(HttpRequestError.ResponseEnded));
        world.Advance(1);
        world.Answer(1, 200, "[]");
        Assert.Equal("[]"u8, sent.Body.Span);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public void What_never_left_is_repeated_whatever_it_is_and_is_certain(HttpRequestError error)
    {
        world.Discord.Script = _ => throw new HttpRequestException(error);
        var sent = world.Send(Post());
        world.Advance(30);
        Assert.False(sent.Unreachable.IsUncertain);
        Assert.Equal(5, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void What_was_uncertain_once_stays_uncertain()
    {
        var attempt = 0;
        world.Discord.Script = _ => ++attempt == 1 ? Answer(502) : throw new HttpRequestException(HttpRequestError.ConnectionError);
        var sent = world.Send(Get());
        world.Advance(30);
        Assert.True(sent.Unreachable.IsUncertain);
        Assert.Equal(5, attempt);
    }

    [Fact]
    public void What_never_left_uses_up_no_limit()
    {
        world.Send(Post());
        world.Answer(0, 200, "", Limits(1, 0, 20));
        world.Advance(21);
        world.Send(Post());
        world.Break(1, new HttpRequestException(HttpRequestError.ConnectionError));
        world.Advance(1);
        Assert.Equal(3, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void A_connection_that_takes_too_long_never_left_either()
    {
        world.Discord.Script = _ => throw new TaskCanceledException("connecting", new TimeoutException());
        var sent = world.Send(Post());
        world.Advance(30);
        Assert.False(sent.Unreachable.IsUncertain);
        Assert.Equal(5, world.Discord.Arrivals.Count);
    }

    [Fact]
    public async Task A_closed_port_is_known_to_have_no_effect()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/");
        port.Stop();
        using var http = new HttpMessageInvoker(DiscordHttp.Create(new Uri("https://discord.com/api/v10")));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, CancellationToken.None));
        Assert.True(Fault.Of(e).HadNoEffect);
    }

    [Fact]
    public void An_attempt_that_hangs_ends_after_15_seconds()
    {
        var sent = world.Send(Post());
        world.Advance(14.9);
        Assert.False(sent.IsOver);
        world.Advance(0.2);
        Assert.True(sent.Unreachable.IsUncertain);
    }

    [Fact]
    public void A_body_that_breaks_off_is_read_again_where_that_is_harmless()
    {
        var sent = world.Send(Get());
        var uncertain = world.Send(Post());
        world.Answer(0, new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() });
        world.Answer(1, new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() });
        Assert.True(uncertain.Unreachable.IsUncertain);
        world.Advance(1);
        world.Answer(2, 200, "[]");
        Assert.True(sent.HasWorked);
    }

    [Fact]
    public void A_no_whose_body_breaks_off_is_still_a_no()
    {
        var sent = world.Send(Post());
        world.Answer(0, new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new BrokenContent() });
        Assert.Equal((404, 0), (sent.Refused.Status, sent.Refused.Code));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(304)]
    public void What_is_neither_yes_nor_no_is_not_repeated(int status)
    {
        var sent = world.Send(Get());
        world.Answer(0, status);
        Assert.False(sent.Unreachable.IsUncertain);
        Assert.Single(world.Discord.Arrivals);
    }

    [Fact]
    public void A_caller_that_gives_up_is_told_so_wherever_it_waits()
    {
        using var stop = new CancellationTokenSource();
        var flies = world.Send(Get(), stop.Token);
        var waits = world.Send(Get(), stop.Token);
        var pauses = world.Send(Get("2"), stop.Token);
        world.Answer(1, 500);
        world.Do(stop.Cancel);
        Assert.All([flies, waits, pauses], t => Assert.True(t.IsCancelled, "It goes on."));
        Assert.True(world.Send(Get("3"), stop.Token).IsCancelled);
    }

    [Fact]
    public void It_ends_when_it_is_of_no_more_use_while_it_flies()
    {
        var sent = world.Send(Callback() with { OfUseFor = TimeSpan.FromSeconds(2.5) });
        world.Advance(2.4);
        Assert.False(sent.IsOver);
        world.Advance(0.2);
        Assert.True(sent.Unreachable.IsUncertain);
    }

    [Fact]
    public void It_ends_when_it_is_of_no_more_use_while_it_waits()
    {
        world.Send(Post());
        var sent = world.Send(Post() with { OfUseFor = TimeSpan.FromSeconds(2) });
        world.Advance(1.9);
        Assert.False(sent.IsOver);
        world.Advance(0.2);
        Assert.False(sent.Unreachable.IsUncertain);
        world.Answer(0, 200, "", Limits(5, 4, 1));
        Assert.Single(world.Discord.Arrivals);
    }

    [Fact]
    public void It_does_not_begin_to_wait_for_what_comes_too_late()
    {
        world.Send(Post());
        world.Answer(0, 200, "", Limits(1, 0, 10));
        Assert.False(world.Send(Post() with { OfUseFor = TimeSpan.FromSeconds(5) }).Unreachable.IsUncertain);
        var pauses = world.Send(Get() with { OfUseFor = TimeSpan.FromSeconds(0.4) });
        world.Answer(1, 500);
        Assert.True(pauses.Unreachable.IsUncertain);
        var throttled = world.Send(Post("2") with { OfUseFor = TimeSpan.FromSeconds(2) });
        world.Answer(2, 429, "{\"retry_after\": 60, \"global\": false}");
        Assert.False(throttled.Unreachable.IsUncertain);
    }

    private sealed class BrokenContent : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => throw new HttpIOException(HttpRequestError.ResponseEnded);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new HttpIOException(HttpRequestError.ResponseEnded);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
