using MutualAid.Core.Chat;

namespace MutualAid.Matrix;

/// <summary>
/// How Matrix' ids stand in the ids that Core keeps. A person is <c>matrix:@user:server</c>, a group <c>matrix:!room</c> by the room it was
/// first met in, a message <c>matrix:$event</c>. A place is <c>matrix:!room</c>, or <c>matrix:!room|!group</c> where only a few of the group
/// are: a direct room, a conversation. Room ids are never taken apart: from room version 12 on they name no server.
/// </summary>
internal static class MatrixIds
{
    public const string Platform = "matrix";

    private const string Prefix = Platform + ":";
    private const char Of = '|';

    public static PersonId Person(string user) => new(Prefix + user);

    public static string? UserOf(PersonId person) => After(person.Value);

    public static GroupId Group(string room) => new(Prefix + room);

    /// <summary>The room that a group was first met in.</summary>
    public static string RoomOf(GroupId group) => After(group.Value) ?? throw new ArgumentException("Not a group on Matrix.", nameof(group));

    public static PlaceId Place(string room) => new(Prefix + room);

    public static PlaceId PrivatePlace(string room, GroupId group) => new($"{Prefix}{room}{Of}{RoomOf(group)}");

    /// <summary>Whether a place is one on Matrix.</summary>
    public static bool IsOurs(PlaceId place) => After(place.Value) is not null;

    public static bool IsPrivate(PlaceId place) => place.Value.Contains(Of, StringComparison.Ordinal);

    public static string RoomOf(PlaceId place) => After(place.Value)!.Split(Of)[0];

    /// <summary>The group that a private place belongs to, or null for one that is a group's own.</summary>
    public static GroupId? GroupOf(PlaceId place) => IsPrivate(place) ? Group(place.Value.Split(Of)[1]) : null;

    public static MessageId Message(string eventId) => new(Prefix + eventId);

    public static string EventOf(MessageId message) => After(message.Value)!;

    /// <summary>Everything after the first colon of a user id ("Server Name").</summary>
    public static string ServerOf(string user) => user[(user.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string? After(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : null;
}
