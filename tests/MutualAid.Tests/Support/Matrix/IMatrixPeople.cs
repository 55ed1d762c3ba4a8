using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>
/// A homeserver with people in its rooms, each at a client of their own that accepts every invitation, and an account for the bot. People
/// are called by the name they arrived with; rooms, events and users by Matrix' own ids.
/// </summary>
internal interface IMatrixPeople : IAsyncDisposable
{
    /// <summary>Where the bot connects; without a slash at the end.</summary>
    string HomeserverUrl { get; }

    /// <summary>A fresh account that nobody is logged in to, and an access token of a first device.</summary>
    Task<MatrixAccount> AddBotAsync(string displayName);

    /// <summary>A fresh account and its client, which knows everything up to now. With <paramref name="autoJoin"/> false, invitations are left lying. Answers the user id.</summary>
    Task<string> ArriveAsync(string person, string displayName, bool autoJoin = true);

    /// <summary>Answers the room id, once the room is there for its creator.</summary>
    Task<string> CreateRoomAsync(string person, RoomWanted wanted);

    Task InviteAsync(string person, string room, string user);

    Task JoinAsync(string person, string room);

    /// <summary>Also says no to an invitation.</summary>
    Task LeaveAsync(string person, string room);

    /// <summary>Says a text message, as a reply or in a thread where asked for; answers the event id.</summary>
    Task<string> SayAsync(string person, string room, string body, string? replyTo = null, string? thread = null);

    /// <summary>Answers the id of the reaction's own event.</summary>
    Task<string> ReactAsync(string person, string room, string message, string key);

    Task RedactAsync(string person, string room, string eventId);

    /// <summary>The rooms that this person is in now.</summary>
    Task<IReadOnlyList<string>> RoomsAsync(string person);

    /// <summary>The room's messages in order, as this person's client shows them now.</summary>
    Task<IReadOnlyList<SeenMessage>> ReadAsync(string person, string room);

    /// <summary>Any client-server call with this person's token; the answer's body. Throws for anything but success.</summary>
    Task<JsonElement> CallAsync(string person, HttpMethod method, string path, JsonNode? body = null);
}

/// <summary>What it takes to be the bot.</summary>
internal sealed record MatrixAccount(string UserId, string Password, string AccessToken);

/// <summary>A room that is to be made. <paramref name="Powers"/> by user id, beside the creator's own.</summary>
internal sealed record RoomWanted(
    string Name, IReadOnlyList<string> Invited, IReadOnlyDictionary<string, int>? Powers = null, bool Encrypted = false, string? Version = null);

/// <summary>
/// A message as a client shows it: the newest edit by its author applied, reactions that stand. <paramref name="Content"/> is the whole
/// content as it stands: <c>m.new_content</c> once it was edited. <paramref name="Reactions"/>: the users, by key.
/// </summary>
internal sealed record SeenMessage(
    string Id,
    string Sender,
    string? MsgType,
    string Body,
    string? Html,
    JsonElement Content,
    string? ReplyTo,
    string? Thread,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Reactions,
    int Edits,
    bool Redacted);
