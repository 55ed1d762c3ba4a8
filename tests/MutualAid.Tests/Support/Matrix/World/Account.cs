using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Somebody's account: a person's, or the bot's. Only under the fake's lock.</summary>
internal sealed class Account(string id, string password)
{
    public string Id => id;

    public string Localpart => id[1..id.IndexOf(':', StringComparison.Ordinal)];

    public string Password => password;

    public required string? DisplayName { get; set; }

    public List<Device> Devices { get; } = [];

    /// <summary>Every room that this account has or had to do with.</summary>
    public HashSet<FakeRoom> Rooms { get; } = [];

    /// <summary>Account data by type, and by room and type, with where in the stream it was set.</summary>
    public Dictionary<(string? Room, string Type), (JsonObject Content, long Position)> Data { get; } = [];

    public List<JsonObject> Filters { get; } = [];

    /// <summary>Whether an invitation is accepted as soon as it is there.</summary>
    public bool JoinsWhenInvited { get; set; }

    /// <summary>The code by which invitations are refused, such as M_INVITE_BLOCKED; null: they are not.</summary>
    public string? RefusesInvites { get; set; }
}

/// <summary>Where somebody is logged in.</summary>
internal sealed class Device(Account account, string id)
{
    public Account Account => account;

    public string Id => id;

    public required string Token { get; set; }

    /// <summary>Which member events a client that loads members lazily was already sent, by room and user.</summary>
    public Dictionary<(string Room, string User), string> KnownMembers { get; } = [];

    /// <summary>The answer to each transaction, by method and path.</summary>
    public Dictionary<string, string> Transactions { get; } = [];
}
