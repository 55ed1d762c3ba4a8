using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Measuring;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;
using MutualAid.Matrix.Talking;

namespace MutualAid.Matrix.Sync;

/// <summary>Takes in what happened: each event to its handler, in the order of its room. One switch, and nothing else here.</summary>
internal sealed partial class Intake(
    Timeline timeline, Invitations invitations, Newcomer newcomer, Presence presence, Attendances attendances, Upgrades upgrades, Reopened reopened, Talk talk, Reactions reactions, Encrypted encrypted, RoomStates states, GroupRooms rooms,
    DirectRooms direct, Names names, MatrixSelf self, ISealing sealing, MatrixClient client, PlaceQueues queues, MatrixClock clock, ILogger<Intake> log) : IDisposable
{
    private const int Remembered = 20_000;

    /// <summary>So often what a homeserver fails at holds up what comes after it in its room.</summary>
    private const int HoldsUp = 4;

    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(1);
    private readonly Recent<string, bool> seen = new(Remembered);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Returns when all of it is in line. <paramref name="since"/> null: what was said before is only looked at, never acted on.</summary>
    public async Task TakeAsync(JsonElement happened, string? since, Progress.Batch batch, CancellationToken stop)
    {
        try
        {
            foreach (var data in happened.Object("account_data").Items("events").Where(d => d.Text("type") == "m.direct")) direct.Take(data.Object("content"));
            var places = happened.Object("rooms");
            foreach (var left in places.Members("leave"))
            {
                rooms.Left(left.Name);
                direct.Disturbed(left.Name);
                if (since is not null) await InTurnAsync(left.Name, batch, token => presence.LeftAsync(left.Name, token), stop).ConfigureAwait(false);
            }

            foreach (var invite in places.Members("invite"))
                await InTurnAsync(invite.Name, batch, token => invitations.AnswerAsync(invite.Name, invite.Value, token), stop).ConfigureAwait(false);
            foreach (var room in places.Members("join")) await TakeRoomAsync(room.Name, room.Value, since, batch, stop).ConfigureAwait(false);
        }
        finally
        {
            batch.Taken();
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task TakeRoomAsync(string room, JsonElement part, string? since, Progress.Batch batch, CancellationToken stop)
    {
        rooms.Came(room);
        // With state_after the state is what it is after the timeline; without, what it was before it ("Syncing").
        var after = part.Has("state_after");
        foreach (var state in part.Object(after ? "state_after" : "state").Items("events")) await TakeStateAsync(room, state, since, batch, stop).ConfigureAwait(false);
        if (since is null)
        {
            foreach (var e in part.Object("timeline").Items("events").Where(e => e.Has("state_key"))) await TakeStateAsync(room, e, since, batch, stop).ConfigureAwait(false);
            return;
        }

        var (events, joined) = await timeline.ReadAsync(room, part, since, id => seen.TryGet(id, out _), stop).ConfigureAwait(false);
        if (joined is { } join && seen.Add(join.Text("event_id")!, true))
        {
            await InTurnAsync(room, batch, token => presence.CameAsync(room, token), stop).ConfigureAwait(false);
            await InTurnAsync(room, batch, token => newcomer.GreetAsync(room, join, token), stop).ConfigureAwait(false);
        }

        foreach (var e in events)
        {
            if (e.Text("event_id") is not { } id || !seen.Add(id, true)) continue;
            if (e.Has("state_key")) await TakeStateAsync(room, e, since, batch, stop).ConfigureAwait(false);
            else if (e.Text("sender") is { } sender && sender != self.User) await TakeEventAsync(room, e, batch, stop).ConfigureAwait(false);
        }
    }

    private async Task TakeStateAsync(string room, JsonElement e, string? since, Progress.Batch batch, CancellationToken stop)
    {
        var content = e.Object("content");
        switch (e.Text("type"))
        {
            case "m.room.member" when e.Text("state_key") is { } user:
                names.Saw(room, user, content);
                direct.Disturbed(room);
                if (user == self.User && content.Text("membership") == "join") self.Called(content.Text("displayname"));
                if (user != self.User && since is not null && !direct.IsDirect(room) && attendances.MayBeConversation(room))
                    await InTurnAsync(room, batch, token => attendances.ChangedAsync(room, user, token), stop).ConfigureAwait(false);
                break;
            case "m.room.tombstone" when e.Text("sender") is { } sender:
                await InTurnAsync(room, batch, token => upgrades.FollowAsync(room, sender, content, token), stop).ConfigureAwait(false);
                break;
            case "m.room.encryption" when since is not null:
                states.Changed(room, "m.room.encryption", content);
                if (encrypted.IsToTell(room)) await InTurnAsync(room, batch, token => encrypted.TellAsync(room, token), stop).ConfigureAwait(false);
                break;
            case "m.room.power_levels" when since is not null:
                states.Changed(room, "m.room.power_levels", content);
                await InTurnAsync(room, batch, token => reopened.TryAsync(room, token), stop).ConfigureAwait(false);
                break;
            case { } type:
                states.Changed(room, type, content);
                break;
        }
    }

    private async Task TakeEventAsync(string room, JsonElement e, Progress.Batch batch, CancellationToken stop)
    {
        if (e.Text("type") == "m.room.encrypted" && await sealing.OpenAsync(room, e, stop).ConfigureAwait(false) is { } opened) e = opened;
        Func<CancellationToken, Task<Task>>? handle = e.Text("type") switch
        {
            "m.room.message" when talk.Reads(room, e) is { } said => token => talk.AnswerAsync(said, token),
            "m.room.encrypted" when encrypted.IsToTell(room) => token => encrypted.TellAsync(room, token),
            "m.reaction" when Reactions.Reads(room, e) is { } reacted => token => reactions.HandleAsync(reacted, token),
            "m.room.redaction" when Redactions.TargetOf(e) is { } target => token => reactions.TakeBackAsync(room, e, target, token),
            _ => null,
        };
        if (handle is null) return;
        var tooMuch = e.Text("type") == "m.room.message" && talk.Reads(room, e) is { } much ? token => talk.TooMuchAsync(much, token) : (Func<CancellationToken, Task<Task>>?)null;
        // Nobody can be told that a reaction was too much: it has more room, and what is taken back the most.
        int? most = e.Text("type") switch { "m.reaction" => PlaceQueues.MostReactions, "m.room.redaction" => PlaceQueues.MostTakenBack, _ => null };
        await InTurnAsync(room, batch, handle, stop, e.Text("sender"), tooMuch, most).ConfigureAwait(false);
    }

    /// <summary>Returns when it is in line; the sync goes on meanwhile.</summary>
    private async Task InTurnAsync(
        string room, Progress.Batch batch, Func<CancellationToken, Task<Task>> act, CancellationToken stop, string? person = null, Func<CancellationToken, Task<Task>>? tooMuch = null,
        int? most = null)
    {
        var turn = most is { } untold && person is not null
            ? await queues.EnterUntoldAsync(room, person, untold, stop).ConfigureAwait(false)
            : await queues.EnterAsync(room, person, tooMuch is not null, stop).ConfigureAwait(false);
        if (turn.IsRefused && most is not null) PlatformMeasures.PassedOver(MatrixIds.Platform);
        if (turn is { IsRefused: true, IsFirstRefused: false }) return;
        batch.Begin();
        long? since = person is null ? null : clock.Network.GetTimestamp();
        _ = Task.Run(() => RunAsync(turn, batch, since, turn.IsRefused ? tooMuch! : act), CancellationToken.None);
    }

    private async Task RunAsync(PlaceTurn turn, Progress.Batch batch, long? since, Func<CancellationToken, Task<Task>> act)
    {
        try
        {
            await turn.Come.ConfigureAwait(false);
            var saying = await PersistAsync(act, turn).ConfigureAwait(false);
            // What is still being said holds nobody up; only the batch waits for it.
            turn.Leave();
            await saying.ConfigureAwait(false);
            if (since is { } began) PlatformMeasures.Acknowledged(MatrixIds.Platform, clock.Network.GetElapsedTime(began));
            batch.End();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && stopping.IsCancellationRequested)
        {
            // The bot stops; the batch is not done with, and comes again at the next start.
        }
        catch (Exception e)
        {
            LogFailed(log, e.GetType().Name, (e as MatrixRefusedException)?.Code ?? "-");
            batch.End();
        }
        finally
        {
            turn.Leave();
        }
    }

    /// <summary>
    /// What the homeserver was away for is begun again: it is known by its keys, so nothing of it happens twice. Where it answers everything but this one,
    /// somebody may have sent what it fails at: then nobody else waits for it, and after a day it is given up.
    /// </summary>
    private async Task<Task> PersistAsync(Func<CancellationToken, Task<Task>> act, PlaceTurn turn)
    {
        long? failing = null;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await act(stopping.Token).ConfigureAwait(false);
            }
            catch (MatrixUnreachableException)
            {
                var since = failing ??= clock.Network.GetTimestamp();
                if (failures >= HoldsUp && client.HasAnsweredSince(since))
                {
                    turn.Leave();
                    if (clock.Network.GetElapsedTime(since) > GivesUpAfter) throw;
                }

                await clock.DelayAsync(Pauses.After(failures), stopping.Token).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "What happened in a room could not be handled: {Cause}, {Code}")]
    private static partial void LogFailed(ILogger log, string cause, string code);
}
