using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>Says the private words that are on their way to a member, each once, and forgets what is old.</summary>
internal sealed class MemberKeeper(IMemberStore store, MemberDirectory members, INeedStore needs, GroupDirectory groups, Poster poster, TimeProvider time)
{
    /// <summary>Whether all of it is said; otherwise the member has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(MemberId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } member) return true;
        var shown = new Dictionary<PostingId, Posting?>();
        var failed = false;
        foreach (var posting in member.Postings)
        {
            try
            {
                shown[posting.Id] = await poster.WhisperAsync(posting, id.Group, await CardAsync(member, posting, cancellationToken), cancellationToken);
            }
            catch (ChatException)
            {
                failed = true;
            }
        }

        var now = time.GetCurrentInstant();
        await members.ChangeAsync(
            id,
            m =>
            {
                var left = NeedKeeper.Merge(m.Postings, shown, member.Postings);
                return m.At(now) with
                {
                    Postings = left,
                    KeepAt = failed ? now + Backoff.After(m.KeepFailures) : left.IsEmpty ? null : now,
                    KeepFailures = failed ? m.KeepFailures + 1 : 0,
                };
            },
            cancellationToken);
        return !failed;
    }

    private async Task<Card?> CardAsync(Member member, Posting posting, CancellationToken cancellationToken)
    {
        // What waited in a group that the bot was removed from is not said: should it come back, a later reminder tells them.
        if (await groups.FindAsync(member.Id.Group, cancellationToken) is not { IsLeft: false } group) return null;
        var waiting = new List<Need>();
        foreach (var id in posting.Needs)
        {
            if (await needs.FindAsync(id, cancellationToken) is { } need) waiting.Add(need);
        }

        return WaitingCard.Of(member, posting, waiting, groups.RulesOf(group));
    }
}
