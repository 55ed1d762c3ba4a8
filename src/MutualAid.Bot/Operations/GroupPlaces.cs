using MutualAid.Core.Chat;
using MutualAid.Core.Groups;

namespace MutualAid.Bot.Operations;

/// <summary>Where the bot has to be able to write.</summary>
internal static class GroupPlaces
{
    /// <summary>Where a group's cards and digests go, each once; nothing of a group that the bot was removed from.</summary>
    public static IEnumerable<PlaceId> Of(Group group) =>
        group.EraseAt is not null ? [] : new[] { group.Settings.CardsPlace ?? group.Home, group.DigestPlace }.Distinct();
}
