using System.Globalization;
using MutualAid.Core.Chat;

namespace MutualAid.Discord;

/// <summary>
/// How Discord's snowflakes stand in the ids that Core keeps. A place is <c>discord:GUILD/CHANNEL</c>, or <c>discord:@me/CHANNEL/GUILD</c> for
/// direct messages about a guild; a message <c>discord:CHANNEL/MESSAGE</c>; a person <c>discord:USER</c>; a group <c>discord:GUILD</c>.
/// </summary>
internal static class DiscordIds
{
    public const string Platform = "discord";

    private const string Prefix = Platform + ":";
    private const string Direct = "@me/";
    private const long Epoch = 1_420_070_400_000;

    public static PersonId Person(string user) => new(Prefix + user);

    public static string? UserOf(PersonId person) => After(person.Value);

    public static GroupId Group(string guild) => new(Prefix + guild);

    public static string GuildOf(GroupId group) => After(group.Value) ?? throw new ArgumentException("Not a group on Discord.", nameof(group));

    public static PlaceId Place(string guild, string channel) => new($"{Prefix}{guild}/{channel}");

    public static PlaceId DirectPlace(string channel, string guild) => new($"{Prefix}{Direct}{channel}/{guild}");

    /// <summary>Whether a place is one on Discord.</summary>
    public static bool IsOurs(PlaceId place) => After(place.Value) is not null;

    public static bool IsDirect(PlaceId place) => place.Value.StartsWith(Prefix + Direct, StringComparison.Ordinal);

    public static string ChannelOf(PlaceId place) => Parts(place)[1];

    public static string GuildOf(PlaceId place) => IsDirect(place) ? Parts(place)[2] : Parts(place)[0];

    public static MessageId Message(string channel, string message) => new($"{Prefix}{channel}/{message}");

    public static string SnowflakeOf(MessageId message) => After(message.Value)!.Split('/')[1];

    /// <summary>When the thing of this id was made, by Discord's clock (Reference, Snowflakes); null where it is no snowflake.</summary>
    public static DateTimeOffset? MadeAt(string snowflake) =>
        ulong.TryParse(snowflake, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + Epoch) : null;

    private static string[] Parts(PlaceId place) => After(place.Value)!.Split('/');

    private static string? After(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : null;
}
