using System.Net;
using System.Text;
using MutualAid.Discord.Rest;
using Xunit;
using static MutualAid.Tests.Discord.Rest.RestWorld;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

public sealed class RestAnswerTests : IDisposable
{
    private readonly RestWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_request_carries_the_token_a_name_and_its_JSON()
    {
        var sent = world.Send(Post() with { Json = "{\"content\":\"hi\"}"u8.ToArray() });
        var arrival = Assert.Single(world.Discord.Arrivals);
        Assert.Equal("https://discord.test/api/v10/channels/1/messages", arrival.Uri.AbsoluteUri);
        Assert.Equal("Bot " + Token, arrival.Headers["Authorization"]);
        Assert.Equal("DiscordBot (https://github.com/mutualaid/bot, 1.0)", arrival.Headers["User-Agent"]);
        Assert.Equal("application/json", arrival.Headers["Content-Type"]);
        Assert.Equal("{\"content\":\"hi\"}", arrival.Body);
        world.Answer(0, 200, "{\"id\":\"7\"}");
        Assert.Equal("{\"id\":\"7\"}"u8, sent.Body.Span);
    }

    [Fact]
    public void A_token_in_the_path_stands_for_the_bots_own()
    {
        var sent = world.Send(Callback());
        Assert.DoesNotContain("Authorization", world.Discord[0].Headers.Keys);
        world.Answer(0, Answer(204));
        Assert.True(sent.Body.IsEmpty);
    }

    [Fact]
    public void A_path_arrives_as_it_is_written()
    {
        world.Send(new RestRequest(new Route(HttpMethod.Put, "/x/{emoji}", "/x/%F0%9F%91%8D/name%3A1/@me", "1")));
        Assert.Equal("/api/v10/x/%F0%9F%91%8D/name%3A1/@me", world.Discord[0].Uri.AbsolutePath);
        Assert.DoesNotContain("Content-Type", world.Discord[0].Headers.Keys);
    }

    [Fact]
    public void Files_go_beside_the_JSON()
    {
        world.Send(Post() with
        {
            Json = "{\"a\":1}"u8.ToArray(),
            Files = [new RestFile("karte \"ä\"\r\nX: y.png", "image/png", "PNG"u8.ToArray()), new RestFile("b.txt", "text/plain", "B"u8.ToArray())],
        });
        var arrival = Assert.Single(world.Discord.Arrivals);
        Assert.StartsWith("multipart/form-data; boundary=", arrival.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("name=payload_json", arrival.Body, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", arrival.Body, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\n{\"a\":1}\r\n", arrival.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"files[0]\"; filename=\"karte %22ä%22%0D%0AX: y.png\"\r\n", arrival.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"files[1]\"; filename=\"b.txt\"\r\n", arrival.Body, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nPNG\r\n", arrival.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "{\"message\": \"x\", \"code\": 50035, \"errors\": {\"code\": {\"_errors\": []}}}", 50035)]
    [InlineData(403, "{\"code\": 50013}", 50013)]
    [InlineData(404, "{\"errors\": {\"code\": 1}, \"code\": 10008}", 10008)]
    [InlineData(404, "{\"code\": \"text\"}", 0)]
    [InlineData(404, "{\"code\": 100", 0)]
    [InlineData(403, "<html>", 0)]
    [InlineData(404, "", 0)]
    [InlineData(400, "[1]", 0)]
    public void A_no_says_its_status_and_code(int status, string body, int code)
    {
        var sent = world.Send(Post());
        world.Answer(0, status, body);
        var no = sent.Refused;
        Assert.Equal((status, code), (no.Status, no.Code));
    }

    [Fact]
    public void A_click_that_expired_is_only_a_no()
    {
        var sent = world.Send(Callback());
        world.Answer(0, 401, "{\"code\": 50027}");
        Assert.Equal(ErrorCodes.InvalidWebhookToken, sent.Refused.Code);
        Assert.False(world.Refusal.Refused.IsCompleted);
        world.Send(Post());
        Assert.Equal(2, world.Discord.Arrivals.Count);
    }

    [Fact]
    public async Task A_refused_token_stops_everything_for_good()
    {
        var first = world.Send(Post());
        var waits = world.Send(Post());
        var pauses = world.Send(Get());
        world.Answer(1, 502);
        world.Answer(0, Answer(401, "<html>Unauthorized</html>", "text/html"));
        Assert.All([first, waits, pauses, world.Send(Post("2")), world.Send(Callback())], t => Assert.Contains("stopped", t.Unreachable.Message, StringComparison.Ordinal));
        Assert.Equal(2, world.Discord.Arrivals.Count);
        Assert.StartsWith("Discord refused the token in Discord:Token.", await world.Refusal.Refused, StringComparison.Ordinal);
        Assert.False(first.Unreachable.IsUncertain);
        Assert.True(pauses.Unreachable.IsUncertain);
    }

    [Fact]
    public async Task A_refusal_heard_elsewhere_ends_every_wait()
    {
        world.Send(Post());
        var waits = world.Send(Post());
        world.Refusal.Refuse("The gateway says no.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!waits.IsOver)
        {
            deadline.Token.ThrowIfCancellationRequested();
            world.Do(() => { });
            await Task.Yield();
        }

        Assert.Contains("stopped", waits.Unreachable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_it_is_disposed_waits_end_and_so_does_the_handler()
    {
        world.Send(Post());
        var waits = world.Send(Post());
        world.Do(world.Rest.Dispose);
        Assert.Contains("stopped", waits.Unreachable.Message, StringComparison.Ordinal);
        Assert.True(world.Discord.IsDisposed);
    }

    [Theory]
    [InlineData(AnswerReader.Largest, true, true)]
    [InlineData(AnswerReader.Largest, false, true)]
    [InlineData(AnswerReader.Largest + 1, true, false)]
    [InlineData(AnswerReader.Largest + 1, false, false)]
    public void An_answer_of_up_to_8_MiB_is_read_and_no_more(int length, bool isLengthSaid, bool isRead)
    {
        var sent = world.Send(Get());
        var bytes = new byte[length];
        bytes[^1] = 7;
        var stream = new MemoryStream(bytes);
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = isLengthSaid ? new StreamContent(stream) : new StreamContent(new Unseekable(stream)) };
        Assert.Equal(isLengthSaid, answer.Content.Headers.ContentLength is not null);
        world.Answer(0, answer);
        if (isRead)
        {
            Assert.Equal(length, sent.Body.Length);
            Assert.Equal(7, sent.Body.Span[^1]);
        }
        else
        {
            Assert.True(sent.Unreachable.IsUncertain);
            Assert.Single(world.Discord.Arrivals);
        }
    }

    [Fact]
    public void Neither_log_nor_failure_tells_a_token_an_id_or_what_was_written()
    {
        var callback = world.Send(Callback("123456789"));
        world.Answer(0, 404, "{\"code\": 10062, \"message\": \"quoted words\"}");
        var post = world.Send(Post("987654321") with { MayRepeat = true });
        world.Answer(1, 429, "{\"retry_after\": 0.1, \"message\": \"quoted words\"}");
        world.Advance(1);
        world.Answer(2, 500, "quoted words");
        world.Advance(1);
        world.Answer(3, 401, "quoted words");
        Assert.True(callback.IsOver && post.IsOver);
        var seen = string.Join('\n', [.. world.Log, callback.Failure!.ToString(), post.Failure!.ToString(), $"{Callback("123456789")}", $"{Callback("123456789").Route}"]);
        Assert.Contains("/interactions/{interaction}/{token}/callback", seen, StringComparison.Ordinal);
        Assert.Contains("Again in", seen, StringComparison.Ordinal);
        Assert.All([Token, "click-secret", "123456789", "987654321", "quoted words"], s => Assert.DoesNotContain(s, seen, StringComparison.Ordinal));
    }

    [Fact]
    public void Connections_are_renewed_and_follow_nobody_elsewhere()
    {
        using var handler = DiscordHttp.Create(new Uri("https://discord.com/api/v10"));
        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
        Assert.Equal(TimeSpan.FromSeconds(5), handler.ConnectTimeout);
        Assert.False(handler.AllowAutoRedirect || handler.UseCookies);
        Assert.True(handler.EnableMultipleHttp2Connections);
    }

    private sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(inner.Read(buffer.Span));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
