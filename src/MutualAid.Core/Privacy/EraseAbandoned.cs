using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>
/// Erases everything of a group that the bot was removed from long enough ago, the group itself last. Its cards stay as they are: the bot can't
/// write there. One document at a time, and the bot coming back stops it; after a crash it goes on.
/// </summary>
internal sealed class EraseAbandoned(INeedStore needs, IOfferStore offers, IMemberStore members, IGroupStore groups, IErasures erasures, IEnumerable<IChatPlatform> platforms)
{
    private const int PageSize = 200;

    /// <summary>Before all numbers.</summary>
    private const int First = -1;

    public async Task HandleAsync(GroupId id, Instant now, CancellationToken cancellationToken)
    {
        while (await groups.FindAsync(id, cancellationToken) is { EraseAt: { } at } group && at <= now)
        {
            var (asked, offered, known) = (
                await needs.AllInAsync(id, First, PageSize, cancellationToken), await offers.AllInAsync(id, First, PageSize, cancellationToken), await members.InAsync(id, PageSize, cancellationToken));
            if (asked.Count + offered.Count + known.Count == 0)
            {
                foreach (var notes in platforms.Where(p => id.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)).OfType<IGroupNotes>())
                    await notes.EraseNotesAsync(id, cancellationToken);
                await erasures.RememberAsync(Erased.Of(id), Token.New(), now, cancellationToken);
                // Something else may have been noted of it meanwhile, such as what is set aside.
                if (await groups.RemoveAsync(group, cancellationToken)) return;
                continue;
            }

            await Task.WhenAll(
                [.. asked.Select(n => needs.RemoveAsync(n, cancellationToken)), .. offered.Select(o => offers.RemoveAsync(o, cancellationToken)), .. known.Select(m => members.RemoveAsync(m, cancellationToken))]);
        }
    }
}
