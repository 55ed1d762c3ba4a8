using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;

namespace MutualAid.Core.Trust;

/// <summary>
/// Tells somebody privately that they may not post for a time, or may again, once. Who can't be reached hears it, in full, when they next try to post.
/// </summary>
internal sealed class TellBlocked(GroupDirectory groups, IEnumerable<IChatPlatform> platforms)
{
    /// <summary>Whether there is nothing left to tell; false after an outage, when it is to be tried again. Not for two at once in a group.</summary>
    public async Task<bool> InPrivateAsync(GroupId id, CancellationToken cancellationToken)
    {
        try
        {
            while (await groups.FindAsync(id, cancellationToken) is { BlockToTell: { ToTell: { } word } block } group)
            {
                await TellAsync(group, block, word, cancellationToken);
                await groups.ChangeAsync(id, g => g.Told(block.Key, word), cancellationToken);
            }

            return true;
        }
        catch (ChatException)
        {
            return false;
        }
    }

    private async Task TellAsync(Group group, Block block, BlockWord word, CancellationToken cancellationToken)
    {
        if (platforms.FirstOrDefault(p => block.Person.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)) is not { } platform) return;
        var posting = block.PostingFor(group.Id, word);
        try
        {
            var place = await platform.OpenDirectAsync(block.Person, group.Id, cancellationToken);
            if (await platform.FindAsync(place, posting, block.Since, cancellationToken) is not null) return;
            await platform.PostAsync(place, posting, BlockedWords.Card(block, word, groups.RulesOf(group), await FacilitatorsAsync(platform, group.Id, cancellationToken)), cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // They can't be written to in private, and there is no public fallback.
        }
    }

    private static async Task<ImmutableArray<PersonId>> FacilitatorsAsync(IChatPlatform platform, GroupId group, CancellationToken cancellationToken)
    {
        try
        {
            return platform is IFacilitators known ? await known.FacilitatorsAsync(group, cancellationToken) : [];
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // Whom to talk to is said without names.
            return [];
        }
    }
}
