using MutualAid.Core.Chat;
using MutualAid.Core.Commands;

namespace MutualAid.Core.Trust;

/// <summary>
/// Whether somebody's account is younger than the group asks for. Nobody is where the group asks for nothing, where the platform can't tell, or where
/// it trusts them with the group.
/// </summary>
internal sealed class Newcomers(WhoFacilitates who, IEnumerable<IChatPlatform> platforms)
{
    public async Task<bool> HaveAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (ask.Rules.Newcomers is not { } age || platforms.FirstOrDefault(p => ask.Group.Id.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)) is not IAccountAges ages) return false;
        try
        {
            if (await ages.SinceAsync(ask.Actor, ask.Group.Id, cancellationToken) is not { } since || since <= ask.Now - age) return false;
        }
        catch (ChatException)
        {
            // An outage makes nobody wait.
            return false;
        }

        return !await who.IsAsync(ask, cancellationToken);
    }
}
