using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>The group's daily digest: it replaces the one before. After a long stop there is one, not one a day missed.</summary>
internal sealed class PostDigest(INeedStore needs, GroupDirectory groups, IAttention attention)
{
    public async Task HandleAsync(GroupId id, Instant now, CancellationToken cancellationToken)
    {
        var open = await needs.OpenInAsync(id, cancellationToken);
        await groups.ChangeAsync(
            id,
            g => g.DigestAt <= now ? g.Digesting(somethingToSay: open.Count > 0, groups.RulesOf(g).NextDigest(now), now) : g,
            cancellationToken);
        attention.Wants(id);
    }
}
