namespace MutualAid.Tests.Support.Matrix;

/// <summary>Which events of a room somebody may see: as the room's history is visible, and no later than they left.</summary>
internal sealed class Sight
{
    private readonly FakeRoom room;
    private readonly string user;
    private readonly bool everIn;
    private readonly long until;

    public Sight(FakeRoom room, string user)
    {
        (this.room, this.user) = (room, user);
        var memberships = room.MembershipsOf(user);
        everIn = memberships.Any(m => m.Text("membership") == "join");
        IsIn = room.MembershipOf(user) == "join";
        until = IsIn || memberships.Count == 0 ? long.MaxValue : memberships[^1].Position;
    }

    public bool IsIn { get; }

    /// <summary>Whether somebody is or was in the room.</summary>
    public bool Any => everIn;

    public long Until => until;

    public bool Sees(FakeEvent e)
    {
        if (e.Position > until) return false;
        if (e.Type == "m.room.member" && e.StateKey == user) return true;
        if (!everIn) return false;
        return (room.StateAt("m.room.history_visibility", "", e.Position)?.Text("history_visibility") ?? "shared") switch
        {
            "joined" => room.MembershipAt(user, e.Position) == "join",
            "invited" => room.MembershipAt(user, e.Position) is "join" or "invite",
            _ => true,
        };
    }
}
