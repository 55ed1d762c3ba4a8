using MutualAid.Core.Chat;
using MutualAid.Core.Commands;

namespace MutualAid.Core.Trust;

/// <summary>Whom the platform trusts in a group.</summary>
internal sealed class WhoFacilitates(IEnumerable<IChatPlatform> platforms)
{
    /// <summary>Whether the actor is: as the platform said with what they did, or, where it says nothing in private, as it says now.</summary>
    public async Task<bool> IsAsync(Ask ask, CancellationToken cancellationToken) =>
        ask.IsFacilitator || (ask.Intent.Place != ask.Intent.Home && await IsAsync(ask.Group.Id, ask.Actor, cancellationToken) is true);

    /// <summary>Whether somebody is; null where that can't be found out now. Nobody is on a platform that knows of none.</summary>
    public async Task<bool?> IsAsync(GroupId group, PersonId person, CancellationToken cancellationToken)
    {
        if (platforms.FirstOrDefault(p => group.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)) is not IFacilitators platform) return false;
        try
        {
            return await platform.IsFacilitatorAsync(group, person, cancellationToken);
        }
        catch (ChatException)
        {
            return null;
        }
    }
}
