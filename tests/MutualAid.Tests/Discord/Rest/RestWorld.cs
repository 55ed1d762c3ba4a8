using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Discord;
using MutualAid.Discord.Rest;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>The client, a scripted Discord and a clock that only the test moves. Nothing happens between two lines of a test.</summary>
internal sealed class RestWorld : IDisposable
{
    public const string Token = "top.secret.token";

    private readonly SingleThread thread = new();
    private readonly RecordedLog log = new();
    private readonly ILoggerFactory logs;

    public RestWorld()
    {
        Discord = new ScriptedDiscord(Clock);
        logs = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        Rest = new DiscordRest(Discord, new DiscordOptions(Token, new Uri("https://discord.test/api/v10"), null, null), Refusal, Clock, logs.CreateLogger<DiscordRest>());
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    public ScriptedDiscord Discord { get; }

    public DiscordRefusal Refusal { get; } = new();

    public DiscordRest Rest { get; }

    public IReadOnlyCollection<string> Log => log.Lines;

    public static Route Route(string major = "1", string template = "/channels/{channel}/messages", string method = "POST") =>
        new(HttpMethod.Parse(method), template, template.Replace("{channel}", major, StringComparison.Ordinal), major);

    public static RestRequest Post(string major = "1") => new(Route(major)) { Json = "{}"u8.ToArray() };

    public static RestRequest Get(string major = "1") => new(Route(major, method: "GET")) { MayRepeat = true };

    public static RestRequest Callback(string id = "5") =>
        new(new Route(HttpMethod.Post, "/interactions/{interaction}/{token}/callback", $"/interactions/{id}/click-secret/callback", id)) { TokenInPath = true, Json = "{}"u8.ToArray() };

    public Sent Send(RestRequest request, CancellationToken cancellationToken = default)
    {
        Sent? sent = null;
        thread.Run(() => sent = new Sent(Rest.SendAsync(request, cancellationToken)));
        return sent!;
    }

    public Sent[] Send(int count, RestRequest request) => [.. Enumerable.Range(0, count).Select(_ => Send(request))];

    public void Do(Action action) => thread.Run(action);

    public void Answer(int index, HttpResponseMessage answer) => thread.Run(() => Discord[index].Pending.SetResult(answer));

    public void Answer(int index, int status, string body = "", params IEnumerable<(string Name, string Value)> headers) =>
        Answer(index, ScriptedDiscord.Answer(status, body, "application/json", headers));

    public void Break(int index, Exception cause) => thread.Run(() => Discord[index].Pending.SetException(cause));

    /// <summary>In small steps, so that everything happens at its time.</summary>
    public void Advance(double seconds, double step = 0.005, Func<bool>? until = null)
    {
        var left = TimeSpan.FromSeconds(seconds);
        while (left > TimeSpan.Zero && until?.Invoke() is not true)
        {
            var next = left < TimeSpan.FromSeconds(step) ? left : TimeSpan.FromSeconds(step);
            thread.Run(() => Clock.Advance(next));
            left -= next;
        }
    }

    public void Dispose()
    {
        thread.Run(Rest.Dispose);
        logs.Dispose();
    }
}

/// <summary>A call, as it is now.</summary>
internal sealed class Sent(Task<ReadOnlyMemory<byte>> task)
{
    public bool IsOver => task.IsCompleted;

    public bool IsCancelled => task.IsCanceled;

    public bool HasWorked => task.IsCompletedSuccessfully;

    public ReadOnlyMemory<byte> Body
    {
        get
        {
            Assert.True(task.IsCompleted, "It still waits.");
            return task.GetAwaiter().GetResult();
        }
    }

    public DiscordUnreachableException Unreachable => Assert.IsType<DiscordUnreachableException>(Failure);

    public DiscordRefusedException Refused => Assert.IsType<DiscordRefusedException>(Failure);

    public Exception? Failure
    {
        get
        {
            Assert.True(task.IsCompleted, "It still waits.");
            return task.Exception?.InnerException;
        }
    }
}
