using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Checking;

/// <summary>Looks whether the bot could work on Discord, by reading alone: no session is begun, and nothing is written.</summary>
internal sealed class DiscordCheck(DiscordOptions options, TimeProvider time)
{
    private const string Title = "Discord";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The token, the clock, and what the bot may do in each of these places.</summary>
    public async IAsyncEnumerable<Finding> LookAsync(IReadOnlyList<PlaceId> places, [EnumeratorCancellation] CancellationToken stop)
    {
        var me = await AskAsync(stop).ConfigureAwait(false);
        foreach (var finding in me.Findings) yield return finding;
        if (me.User is null) yield break;
        var self = new DiscordSelf();
        self.Know(me.User);
        using var rest = new DiscordRest(DiscordHttp.Create(options.ApiBaseUrl), options, new DiscordRefusal(), TimeProvider.System, NullLogger<DiscordRest>.Instance);
        var permissions = new PermissionCheck(new DiscordApi(rest), self);
        foreach (var place in places) yield return await LookAsync(permissions, place, stop).ConfigureAwait(false);
    }

    private static async Task<Finding> LookAsync(PermissionCheck permissions, PlaceId place, CancellationToken stop)
    {
        try
        {
            var missing = await ChatErrors.TranslateAsync(() => permissions.MissingAsync(place, "en", stop)).ConfigureAwait(false);
            return missing.IsEmpty
                ? Finding.Fine($"the bot may do all it has to in {place.Value}")
                : Finding.Failure($"the bot lacks in {place.Value}: {string.Join(", ", missing)}", "allow it to the bot's role, in the settings of that channel, under Permissions");
        }
        catch (ChatException e) when (e.Problem == ChatProblem.PlaceGone)
        {
            return Finding.Warning($"the channel {place.Value} is not there any more", "type /settings cards here in the channel that cards should go to");
        }
        catch (ChatException e) when (e.Problem == ChatProblem.Refused)
        {
            return Finding.Failure($"the bot is not in the server of {place.Value}", "invite it again, or let it be: a group that the bot was removed from is erased after a while");
        }
        catch (ChatException)
        {
            return Finding.Warning($"Discord did not tell what the bot may do in {place.Value}", "try again in a moment");
        }
    }

    /// <summary>Who the token is of, null where Discord does not say; and what that told.</summary>
    private async Task<(string? User, IReadOnlyList<Finding> Findings)> AskAsync(CancellationToken stop)
    {
        using var http = new HttpMessageInvoker(DiscordHttp.Create(options.ApiBaseUrl));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Patience);
        try
        {
            using var request = new RequestWriter(options).Write(new RestRequest(Routes.Me));
            var asked = time.GetUtcNow();
            using var response = await http.SendAsync(request, late.Token).ConfigureAwait(false);
            var clock = ClockSkew.Of(Title, response.Headers.Date, asked, time.GetUtcNow());
            if ((int)response.StatusCode == 401)
                return (null, [Finding.Failure("Discord refuses the token in Discord:Token", "copy it again from the application's Bot page; if it was reset, the old one is dead"), clock]);
            if (!response.IsSuccessStatusCode) return (null, [Unreachable($"status {(int)response.StatusCode}"), clock]);
            var body = await AnswerReader.ReadAsync(response, late.Token).ConfigureAwait(false);
            var me = System.Text.Json.JsonSerializer.Deserialize(body.Span, WireJson.Default.User);
            return me is null ? (null, [Unreachable("an empty answer"), clock]) : (me.Id, [Finding.Fine("Discord accepts the token"), clock]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return (null, [Unreachable(e is HttpRequestException { HttpRequestError: var error } ? error.ToString() : e is OperationCanceledException ? "timeout" : e.GetType().Name)]);
        }
    }

    private Finding Unreachable(string why) => Finding.Failure(
        $"Discord can't be reached at {options.ApiBaseUrl} ({why})", "see that this machine has a way out to it (DNS, firewall, HTTPS_PROXY), and that Discord:ApiBaseUrl is right; running, the bot keeps trying");
}
