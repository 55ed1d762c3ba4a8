using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Checking;

/// <summary>
/// Looks whether the bot could work on Matrix, by reading alone. A password is not tried: to log in makes a session on the homeserver, and without
/// one the rooms can't be looked at.
/// </summary>
internal sealed class MatrixCheck(MatrixOptions options, TimeProvider time)
{
    private const string Title = "the homeserver";
    private const string Versions = "/_matrix/client/versions";
    private const string LogIn = "/_matrix/client/v3/login";
    private const string WhoAmI = "/_matrix/client/v3/account/whoami";

    /// <summary>The homeserver, the clock, the credentials, and what the bot may do in each of these places.</summary>
    public async IAsyncEnumerable<Finding> LookAsync(IReadOnlyList<PlaceId> places, [EnumeratorCancellation] CancellationToken stop)
    {
        using var http = new MatrixHttp(MatrixHttp.Create(options.HomeserverUrl), options.HomeserverUrl, TimeProvider.System);
        var asked = time.GetUtcNow();
        var (versions, why) = await AskAsync(http, Versions, null, stop).ConfigureAwait(false);
        if (versions is null || !versions.IsSuccess || !versions.Body.Items("versions").Any())
        {
            yield return Finding.Failure(
                $"no homeserver answers at {options.HomeserverUrl} ({why ?? "what answers is none"})",
                "see that Matrix:HomeserverUrl is its client address and that this machine has a way to it (DNS, firewall, HTTPS_PROXY); running, the bot keeps trying");
            yield break;
        }

        yield return ClockSkew.Of(Title, versions.Date, asked, time.GetUtcNow());
        if (options.AccessToken is null)
        {
            yield return await LookAtPasswordAsync(http, stop).ConfigureAwait(false);
            if (places.Count > 0) yield return Finding.Fine("rooms are not looked at: that takes an access token");
            yield break;
        }

        var token = await LookAtTokenAsync(http, options.AccessToken, stop).ConfigureAwait(false);
        yield return token;
        if (token.Weight != Weight.Fine) yield break;
        using var session = new Session(http, options, new NothingKept(), new MatrixRefusal(), TimeProvider.System, NullLogger<Session>.Instance);
        var states = new RoomStates(new MatrixApi(new MatrixClient(http, session, TimeProvider.System, NullLogger<MatrixClient>.Instance), session, new NoSealing()));
        foreach (var place in places) yield return await LookAsync(states, place, stop).ConfigureAwait(false);
    }

    private static async Task<(Answer? Answer, string? Why)> AskAsync(MatrixHttp http, string path, string? token, CancellationToken stop)
    {
        try
        {
            return (await http.ExchangeAsync(new Call(HttpMethod.Get, path), token, stop).ConfigureAwait(false), null);
        }
        catch (MatrixUnreachableException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task<Finding> LookAtPasswordAsync(MatrixHttp http, CancellationToken stop)
    {
        var (flows, why) = await AskAsync(http, LogIn, null, stop).ConfigureAwait(false);
        if (flows is null) return Finding.Warning($"the homeserver did not tell how to log in ({why})", "try again in a moment");
        return flows.Body.Items("flows").Any(f => f.Text("type") == "m.login.password")
            ? Finding.Fine("the homeserver takes passwords; the one in Matrix:Password is not tried, because that would log the bot in")
            : Finding.Failure("the homeserver has no log-in by password", "set Matrix:AccessToken instead of Matrix:Password");
    }

    private async Task<Finding> LookAtTokenAsync(MatrixHttp http, string token, CancellationToken stop)
    {
        var (me, why) = await AskAsync(http, WhoAmI, token, stop).ConfigureAwait(false);
        if (me is null || me.RetryAfter is not null || me.Status >= 500) return Finding.Failure($"the homeserver did not tell whose the token is ({why ?? "it is busy"})", "try again in a moment");
        if (!me.IsSuccess) return Finding.Failure("the homeserver refuses the token in Matrix:AccessToken", "log the bot in anew and set the new token");
        return me.Body.Text("user_id") == options.UserId
            ? Finding.Fine("the homeserver accepts the token")
            : Finding.Failure("Matrix:AccessToken belongs to another account than Matrix:UserId", "set the two of one account");
    }

    private async Task<Finding> LookAsync(RoomStates states, PlaceId place, CancellationToken stop)
    {
        try
        {
            var state = await states.OfAsync(MatrixIds.RoomOf(place), stop).ConfigureAwait(false);
            if (state.Encrypted) return Finding.Failure($"the room {place.Value} is encrypted, where the bot reads nothing", "let the group use a room without encryption");
            var missing = RoomLeave.Missing(state, options.UserId, "en");
            return missing.IsEmpty
                ? Finding.Fine($"the bot may do all it has to in {place.Value}")
                : Finding.Failure($"the bot lacks in {place.Value}: {string.Join(", ", missing)}", "raise its power level, or lower what that takes, in the room's settings under Roles & Permissions");
        }
        catch (MatrixRefusedException)
        {
            return Finding.Failure($"the bot is not in the room {place.Value}", "invite it again, or let it be: a group that the bot was removed from is erased after a while");
        }
        catch (MatrixUnreachableException)
        {
            return Finding.Warning($"the homeserver did not tell what the bot may do in {place.Value}", "try again in a moment");
        }
    }

    /// <summary>There is nothing that a look would have to remember.</summary>
    private sealed class NothingKept : IBookmarks
    {
        public Task<string?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task SaveAsync(string key, string value, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RemoveAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
