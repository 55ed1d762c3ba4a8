using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>All accounts and rooms, and the one stream in which everything happens. Only under the fake's lock.</summary>
internal sealed class MatrixWorld(TimeProvider time)
{
    private readonly Dictionary<string, Account> accounts = [];
    private readonly Dictionary<string, FakeRoom> rooms = [];
    private readonly Queue<(Account Invited, FakeRoom Room)> toJoin = new();

    /// <summary>By alias: the room, and who made the alias.</summary>
    public Dictionary<string, (FakeRoom Room, string Creator)> Aliases { get; } = [];

    public Sessions Sessions { get; } = new();

    public long Position { get; private set; }

    public TimeProvider Time => time;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<FakeRoom> Rooms => rooms.Values;

    public IEnumerable<Account> Accounts => accounts.Values;

    public long NextPosition() => ++Position;

    public Account AddAccount(string localpart, string? displayName)
    {
        var free = localpart;
        for (var i = 2; accounts.ContainsKey(Ids.User(free)); i++) free = localpart + i;
        var account = new Account(Ids.User(free), Guid.NewGuid().ToString("N")) { DisplayName = displayName };
        accounts.Add(account.Id, account);
        return account;
    }

    public Account? FindAccount(string user) => accounts.GetValueOrDefault(user);

    public FakeRoom AddRoom(string version)
    {
        var room = new FakeRoom(Ids.Room(int.Parse(version, System.Globalization.CultureInfo.InvariantCulture)), version);
        rooms.Add(room.Id, room);
        return room;
    }

    public FakeRoom? FindRoom(string id) => rooms.GetValueOrDefault(id);

    /// <summary>Puts an event into its room, asking nobody.</summary>
    public FakeEvent Append(FakeRoom room, Draft draft)
    {
        var added = new FakeEvent
        {
            Room = room,
            Position = NextPosition(),
            Id = draft.Id ?? Ids.Event(),
            Type = draft.Type,
            Sender = draft.Sender,
            StateKey = draft.StateKey,
            Content = draft.Content,
            Time = draft.Time ?? Now,
            Redacts = draft.Redacts,
            SentBy = draft.SentBy,
            Plain = draft.Plain,
            Forged = draft.Forged,
        };
        room.Add(added);
        if (draft.Type == "m.room.member" && draft.StateKey is { } user && FindAccount(user) is { } account) Concerns(account, added);
        return added;
    }

    /// <summary>Accepts the invitations that their receivers accept at once. Called when what led to them is done.</summary>
    public void Settle()
    {
        while (toJoin.TryDequeue(out var next))
        {
            if (next.Room.MembershipOf(next.Invited.Id) == "invite") Memberships.Join(this, next.Invited, next.Room);
        }
    }

    private void Concerns(Account account, FakeEvent membership)
    {
        account.Rooms.Add(membership.Room);
        if (membership.Text("membership") == "invite" && account.JoinsWhenInvited) toJoin.Enqueue((account, membership.Room));
    }
}

/// <summary>An event before it has its place.</summary>
internal sealed record Draft(string Sender, string Type, JsonObject Content, string? StateKey = null)
{
    public string? Id { get; init; }

    public long? Time { get; init; }

    public string? Redacts { get; init; }

    public (Device Device, string Transaction)? SentBy { get; init; }

    public JsonObject? Plain { get; init; }

    public JsonObject? Forged { get; init; }
}
