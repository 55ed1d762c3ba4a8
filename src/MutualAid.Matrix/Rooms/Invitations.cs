using System.IO.Enumeration;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>Invitations: accepted from those whom the configuration names, refused from others ("Room membership").</summary>
internal sealed partial class Invitations(MatrixApi api, MatrixOptions options, DirectRooms direct, ILogger<Invitations> log)
{
    public async Task<Task> AnswerAsync(string room, JsonElement part, CancellationToken stop)
    {
        var invite = part.Object("invite_state").Items("events").FirstOrDefault(e => e.Text("type") == "m.room.member" && e.Text("state_key") == api.Me);
        if (invite.Text("sender") is not { } inviter) return Task.CompletedTask;
        if (!IsWelcome(inviter, options.Inviters))
        {
            LogRefused(log);
            return RefuseAsync(room, stop);
        }

        // Before it is joined, so that what is said there first is known to be said in private.
        if (invite.Object("content").Flag("is_direct")) await direct.AddAsync(inviter, room, stop).ConfigureAwait(false);
        return JoinAsync(room, inviter, stop);
    }

    /// <summary>By whole user id or by server, with * for any part. An empty list welcomes everybody.</summary>
    public static bool IsWelcome(string inviter, IReadOnlyList<string> globs) => globs.Count == 0 || globs.Any(glob =>
        FileSystemName.MatchesSimpleExpression(glob, glob.StartsWith('@') ? inviter : MatrixIds.ServerOf(inviter)));

    private async Task JoinAsync(string room, string inviter, CancellationToken stop)
    {
        try
        {
            await api.JoinAsync(room, MatrixIds.ServerOf(inviter), stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e)
        {
            // Taken back meanwhile, or the room is gone.
            LogNotJoined(log, e.Code);
        }
    }

    private async Task RefuseAsync(string room, CancellationToken stop)
    {
        try
        {
            await api.LeaveAsync(room, stop).ConfigureAwait(false);
            await api.ForgetAsync(room, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException)
        {
            // It was taken back.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "An invitation was refused: Matrix:Inviters does not name who sent it")]
    private static partial void LogRefused(ILogger log);

    [LoggerMessage(2, LogLevel.Warning, "A room could not be joined: {Code}")]
    private static partial void LogNotJoined(ILogger log, string code);
}
