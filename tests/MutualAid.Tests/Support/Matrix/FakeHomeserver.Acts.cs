using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What a test does to the server from behind.</summary>
internal sealed partial class FakeHomeserver
{
    /// <summary>An account and an access token of its first device.</summary>
    public MatrixAccount AddAccount(string localpart, string displayName) => Do(() =>
    {
        var account = World.AddAccount(localpart, displayName);
        return new MatrixAccount(account.Id, account.Password, World.Sessions.Open(account).Token);
    });

    /// <summary>The server no longer knows which transactions were carried out.</summary>
    public void ForgetTransactions() => Do(() =>
    {
        foreach (var device in World.Accounts.SelectMany(a => a.Devices)) device.Transactions.Clear();
        return true;
    });

    /// <summary>Ends every session of a user. <paramref name="soft"/>: the devices live on and take a new token.</summary>
    public void InvalidateTokens(string user, bool soft = false) => Do(() =>
    {
        foreach (var device in World.FindAccount(user)!.Devices.ToList()) World.Sessions.End(device, soft);
        return true;
    });

    /// <summary>Every <c>since</c> that was given out so far is refused from now on.</summary>
    public void ForgetSyncTokens() => Do(() => OldestSince = World.NextPosition());

    /// <summary>From now on, inviting this user is refused: with M_INVITE_BLOCKED, M_FORBIDDEN, or null for no longer.</summary>
    public void RefuseInvites(string user, string? code = "M_INVITE_BLOCKED") => Do(() => World.FindAccount(user)!.RefusesInvites = code);

    /// <summary>
    /// Puts an event into a room exactly as it is written, as if another server had sent it. Id and time are filled in where they are
    /// missing; anything else may be missing or wrong. Answers the event id.
    /// </summary>
    public string Inject(string room, JsonObject raw) => Do(() =>
    {
        var forged = raw.Copy();
        if (!forged.ContainsKey("event_id")) forged["event_id"] = Ids.Event();
        if (!forged.ContainsKey("origin_server_ts")) forged["origin_server_ts"] = World.Now;
        var draft = new Draft(forged["sender"].AsText() ?? "", forged["type"].AsText() ?? "", (forged["content"] as JsonObject)?.Copy() ?? [], forged["state_key"].AsText())
        {
            Id = forged["event_id"].AsText() ?? Ids.Event(),
            Time = forged["origin_server_ts"].AsNumber(),
            Forged = forged,
        };
        return World.Append(World.FindRoom(room)!, draft).Id;
    });

    /// <summary>Many members at once, of another server and without accounts here. Answers their ids.</summary>
    public IReadOnlyList<string> AddMembers(string room, int count) => Do(() =>
    {
        var users = Enumerable.Range(World.FindRoom(room)!.Members().Count(), count).Select(i => $"@member{i}:far.test").ToList();
        foreach (var user in users)
            World.Append(World.FindRoom(room)!, new Draft(user, "m.room.member", new JsonObject { ["membership"] = "join", ["displayname"] = user[1..].Split(':')[0] }, user));
        return users;
    });

    /// <summary>Does something to the world, and lets everybody know.</summary>
    internal T Do<T>(Func<T> act)
    {
        try
        {
            lock (Sync)
            {
                try
                {
                    return act();
                }
                finally
                {
                    World.Settle();
                }
            }
        }
        finally
        {
            Pulse();
        }
    }
}
