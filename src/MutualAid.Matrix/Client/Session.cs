using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;

namespace MutualAid.Matrix.Client;

/// <summary>
/// Who the bot is logged in as, and by which token ("Client authentication"). With a password it logs in as the same device each time,
/// so that transaction ids keep their meaning; with a token alone, a token that ended can't be replaced. Thread-safe.
/// </summary>
internal sealed partial class Session(MatrixHttp http, MatrixOptions options, IBookmarks bookmarks, MatrixRefusal refusal, TimeProvider network, ILogger<Session> log) : IDisposable
{
    private const string DeviceName = "MutualAid.Bot";
    private static readonly TimeSpan BetweenLogIns = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim one = new(1, 1);
    private volatile string? token = options.AccessToken;
    private long? renewedAt;

    /// <summary>The bot's own user id.</summary>
    public string UserId => options.UserId;

    /// <summary>The token to use now. Throws <see cref="MatrixRefusedException"/> once the account is refused for good.</summary>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (refusal.Refused.IsCompleted) throw new MatrixRefusedException(401, ErrorCodes.UnknownToken);
        return token ?? await RenewAsync(failed: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets another token than the one that failed; whoever comes second gets what the first one got.</summary>
    public async Task<string> RenewAsync(string? failed, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (token is { } current && current != failed) return current;
            if (options.Password is null) throw Refuse("Matrix:AccessToken is no longer valid, or never was; log the bot in anew and set the new token.");
            // A token that ends as soon as it is given must not make us ask without end.
            if (renewedAt is { } last && network.GetElapsedTime(last) < BetweenLogIns) await Task.Delay(BetweenLogIns, network, cancellationToken).ConfigureAwait(false);
            renewedAt = network.GetTimestamp();
            return token = await LogInAsync(options.Password, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Stops the host with a line for whoever runs it.</summary>
    public MatrixRefusedException Refuse(string line)
    {
        refusal.Refuse(line);
        return new MatrixRefusedException(401, ErrorCodes.UnknownToken);
    }

    public void Dispose() => one.Dispose();

    private async Task<string> LogInAsync(string password, CancellationToken cancellationToken)
    {
        var key = "matrix:device:" + options.UserId;
        var device = await bookmarks.FindAsync(key, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject
        {
            ["type"] = "m.login.password",
            ["identifier"] = new JsonObject { ["type"] = "m.id.user", ["user"] = options.UserId },
            ["password"] = password,
            ["initial_device_display_name"] = DeviceName,
        };
        if (device is not null) body["device_id"] = device;
        for (var failures = 0; ;)
        {
            TimeSpan pause;
            try
            {
                var answer = await http.ExchangeAsync(new Call(HttpMethod.Post, "/_matrix/client/v3/login", body), null, cancellationToken).ConfigureAwait(false);
                if (answer.IsSuccess && answer.Body.Text("access_token") is { } given)
                {
                    if (answer.Body.Text("device_id") is { } made && made != device) await bookmarks.SaveAsync(key, made, cancellationToken).ConfigureAwait(false);
                    return given;
                }

                if (answer is { RetryAfter: null, Status: >= 400 and < 500 })
                {
                    throw Refuse(answer.Status == 404
                        ? "The homeserver of Matrix:HomeserverUrl has no log-in by password; set Matrix:AccessToken instead."
                        : "Matrix:UserId and Matrix:Password were refused by the homeserver; compare them with the bot's account.");
                }

                pause = answer.RetryAfter ?? Pauses.After(++failures);
            }
            catch (MatrixUnreachableException e)
            {
                pause = Pauses.After(++failures);
                LogNoLogIn(log, e.Message, pause.TotalSeconds);
            }

            await Task.Delay(pause, network, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Could not log in: {Cause}; tried again in {Seconds:0.0} s")]
    private static partial void LogNoLogIn(ILogger log, string cause, double seconds);
}
