using System.Globalization;
using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// Stored rows: id, version, body, and the keys that are looked up. Keys of several parts are hashed, so that no id can be mistaken for two
/// others, and none is too long for an index. A key that does not apply is left out.
/// </summary>
internal static class Rows
{
    public static BsonDocument Of(Need need, long version)
    {
        var row = Row(need.Id.Value, version, Body.Write(need with { Version = 0 }), need.DueAt);
        row["GroupNumber"] = Number(need.Group, need.Number);
        row["Asked"] = Asked(need.Group, need.Requester, need.PostedAt);
        row["Messages"] = new BsonArray(need.Postings.Where(p => p.Message is not null).Select(p => new BsonValue(Message(p.Message!.Value))));
        if (!need.IsOpen) return row;
        row["OpenGroup"] = Token.From(need.Group.Value);
        row["OpenAsked"] = Person(need.Group, need.Requester);
        row["OpenClaimed"] = new BsonArray(need.Claims.Select(c => Person(need.Group, c.Person)).Distinct(StringComparer.Ordinal).Select(k => new BsonValue(k)));
        return row;
    }

    public static BsonDocument Of(Group group, long version) => Row(group.Id.Value, version, Body.Write(group with { Version = 0 }), group.DueAt);

    public static Need Need(BsonDocument row) => Body.Read<Need>(row["Body"].AsString) with { Version = row["Version"].AsInt64 };

    public static Group Group(BsonDocument row) => Body.Read<Group>(row["Body"].AsString) with { Version = row["Version"].AsInt64 };

    public static string Number(GroupId group, int number) => Token.From(group.Value, number.ToString(CultureInfo.InvariantCulture));

    public static string Person(GroupId group, PersonId person) => Token.From(group.Value, person.Value);

    public static string Message(MessageId message) => Token.From(message.Value);

    public static string Asked(GroupId group, PersonId person, Instant at) =>
        Person(group, person) + ":" + (at.ToUnixTimeTicks() - Instant.MinValue.ToUnixTimeTicks()).ToString("D20", CultureInfo.InvariantCulture);

    private static BsonDocument Row(string id, long version, string body, Instant? due)
    {
        var row = new BsonDocument { ["_id"] = id, ["Version"] = version, ["Body"] = body };
        if (due is { } at) row["Due"] = at.ToUnixTimeTicks();
        return row;
    }
}
