using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// Rooms in which who asked and who helps are brought together. Each has an alias that follows from its posting id, so that after a crash
/// the same room is found again and none is made twice.
/// </summary>
internal sealed class Conversations(MatrixApi api, GroupRooms rooms)
{
    private const string AliasPrefix = "mutualaid-";

    public Task<PlaceId> OpenAsync(Conversation wanted, CancellationToken stop) => ChatErrors.TranslateAsync(async () =>
    {
        var group = MatrixIds.GroupOf(wanted.Near) ?? await rooms.GroupOfAsync(MatrixIds.RoomOf(wanted.Near), stop).ConfigureAwait(false);
        var room = wanted.Known is { } known ? MatrixIds.RoomOf(known) : await FindOrMakeAsync(wanted, group, stop).ConfigureAwait(false);
        await BringTogetherAsync(room, Users(wanted.People), Users(wanted.Before), stop).ConfigureAwait(false);
        return MatrixIds.PrivatePlace(room, group);
    });

    public Task<PlaceId?> FindAsync(Conversation wanted, CancellationToken stop) => ChatErrors.TranslateAsync(async () =>
    {
        var group = MatrixIds.GroupOf(wanted.Near) ?? await rooms.GroupOfAsync(MatrixIds.RoomOf(wanted.Near), stop).ConfigureAwait(false);
        return await api.ResolveAsync(AliasOf(wanted), stop).ConfigureAwait(false) is { } room ? MatrixIds.PrivatePlace(room, group) : (PlaceId?)null;
    });

    /// <summary>Everybody by their membership ("Room membership"): who said no to an invitation has left.</summary>
    public Task<IReadOnlyDictionary<PersonId, Attendance>> AttendanceAsync(PlaceId place, CancellationToken stop) => ChatErrors.TranslateAsync(async () =>
    {
        var members = await MembersAsync(MatrixIds.RoomOf(place), stop).ConfigureAwait(false);
        return (IReadOnlyDictionary<PersonId, Attendance>)members.ToDictionary(
            m => MatrixIds.Person(m.Key), m => m.Value switch { "join" => Attendance.In, "invite" => Attendance.Invited, _ => Attendance.Out });
    });

    /// <summary>These people are let out, and the bot leaves; the others may stay and talk. Who has not come yet is no longer asked to: there would be nobody.</summary>
    public async Task CloseAsync(PlaceId place, ImmutableArray<PersonId> leavers, CancellationToken stop)
    {
        var room = MatrixIds.RoomOf(place);
        try
        {
            var (members, gone) = (await MembersAsync(room, stop).ConfigureAwait(false), Users(leavers));
            await LetOutAsync(room, members, user => members[user] != "join" || gone.Contains(user), stop).ConfigureAwait(false);
            if (await api.StateAsync(room, "m.room.canonical_alias", "", stop).ConfigureAwait(false) is { } named && named.Text("alias") is { } alias)
                await api.DropAliasAsync(alias, stop).ConfigureAwait(false);
            await api.LeaveAsync(room, stop).ConfigureAwait(false);
            await api.ForgetAsync(room, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException)
        {
            // The bot is not in it any more: it is closed.
        }
        catch (MatrixException e)
        {
            throw new ChatException(ChatProblem.Unreachable, e);
        }

        rooms.Left(room);
    }

    private async Task<string> FindOrMakeAsync(Conversation wanted, GroupId group, CancellationToken stop)
    {
        var alias = AliasOf(wanted);
        try
        {
            var made = await api.CreateRoomAsync(
                new JsonObject
                {
                    ["preset"] = "private_chat",
                    ["name"] = wanted.Title,
                    ["room_alias_name"] = AliasPrefix + wanted.Posting.Value,
                    ["creation_content"] = new JsonObject { [Content.Note] = new JsonObject { ["kind"] = "conversation", ["group"] = MatrixIds.RoomOf(group) } },
                },
                stop).ConfigureAwait(false);
            rooms.Came(made);
            return made;
        }
        catch (MatrixException e) when (e is MatrixRefusedException { Code: ErrorCodes.RoomInUse } or MatrixUnreachableException)
        {
            return await api.ResolveAsync(alias, stop).ConfigureAwait(false) ?? throw e as MatrixUnreachableException ?? new MatrixUnreachableException("an alias without a room");
        }
    }

    private string AliasOf(Conversation wanted) => $"#{AliasPrefix}{wanted.Posting.Value}:{MatrixIds.ServerOf(api.Me)}";

    private static HashSet<string> Users(IEnumerable<PersonId> people) => [.. people.Select(MatrixIds.UserOf).OfType<string>()];

    /// <summary>Who should not be there goes first. Who was there and left by themselves chose to, and is not called back.</summary>
    private async Task BringTogetherAsync(string room, HashSet<string> people, HashSet<string> before, CancellationToken stop)
    {
        var members = await MembersAsync(room, stop).ConfigureAwait(false);
        await LetOutAsync(room, members, user => !people.Contains(user), stop).ConfigureAwait(false);
        foreach (var user in people.Where(p => !members.TryGetValue(p, out var membership) || (membership == "leave" && !before.Contains(p))))
            await api.InviteAsync(room, user, stop).ConfigureAwait(false);
    }

    /// <summary>Everybody's membership but the bot's own.</summary>
    private async Task<Dictionary<string, string?>> MembersAsync(string room, CancellationToken stop) =>
        (await api.MembersAsync(room, stop).ConfigureAwait(false))
            .Where(m => m.Text("state_key") is { } user && user != api.Me)
            .DistinctBy(m => m.Text("state_key"), StringComparer.Ordinal)
            .ToDictionary(m => m.Text("state_key")!, m => m.Object("content").Text("membership"), StringComparer.Ordinal);

    private async Task LetOutAsync(string room, Dictionary<string, string?> members, Func<string, bool> which, CancellationToken stop)
    {
        foreach (var (user, _) in members.Where(m => m.Value is "join" or "invite" or "knock" && which(m.Key)))
        {
            try
            {
                await api.KickAsync(room, user, stop).ConfigureAwait(false);
            }
            catch (MatrixRefusedException)
            {
                // Who left by themselves meanwhile is out.
                if ((await MembersAsync(room, stop).ConfigureAwait(false)).GetValueOrDefault(user) is "join" or "invite" or "knock") throw;
            }
        }
    }
}
