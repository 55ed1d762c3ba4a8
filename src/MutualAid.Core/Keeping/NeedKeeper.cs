using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>Brings everything a need shows to its current state: newest state only, each card once.</summary>
internal sealed class NeedKeeper(INeedStore needs, GroupDirectory groups, Poster poster, IAttention attention, TimeProvider time)
{
    /// <summary>Whether all of it is shown; otherwise the need has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(NeedId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await needs.FindAsync(id, cancellationToken) is not { KeepAt: not null } need) return true;
            if (await groups.FindAsync(need.Group, cancellationToken) is not { } group) return true;
            var rules = groups.RulesOf(group);
            var (shown, failed) = await ShowAsync(need, rules, cancellationToken);
            await KeepRemindersTrueAsync(need, group, cancellationToken);
            if (await StoreAsync(need, shown, failed, cancellationToken)) return !failed;
        }
    }

    /// <summary>Before the need is done with: a crash in between must not leave a reminder that calls for what is taken.</summary>
    private async Task KeepRemindersTrueAsync(Need need, Group group, CancellationToken cancellationToken)
    {
        if (group.RemindedNeeds.Contains(need.Id))
        {
            var now = time.GetCurrentInstant();
            await groups.ChangeAsync(group.Id, g => g.KeepAt is null ? g with { KeepAt = now } : g, cancellationToken);
            attention.Wants(group.Id);
        }
        else if (group.Postings.Any(p => p is { Kind: PostingKind.Digest, Retired: false }))
        {
            attention.Wants(group.Id);
        }
    }

    private async Task<(Dictionary<PostingId, Posting?> Shown, bool Failed)> ShowAsync(Need need, GroupRules rules, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<PostingId, Posting?>();
        var failed = false;
        // What replaces a retired posting is shown first, so that the need is never out of sight.
        foreach (var posting in need.Postings.OrderBy(p => p.Retired))
        {
            try
            {
                shown[posting.Id] = posting.Kind switch
                {
                    PostingKind.Whisper => await poster.WhisperAsync(posting, PrivateCards.Whisper(need, posting, rules), cancellationToken),
                    PostingKind.Introduction => await poster.IntroduceAsync(posting, need, PrivateCards.Introduction(need, rules), cancellationToken),
                    _ => await poster.ShowAsync(posting, NeedCard.Of(need, rules), cancellationToken),
                };
            }
            catch (ChatException)
            {
                failed = true;
            }
        }

        return (shown, failed);
    }

    /// <summary>Remembers what is shown. False when the need changed meanwhile and has to be looked at again.</summary>
    private async Task<bool> StoreAsync(Need kept, Dictionary<PostingId, Posting?> shown, bool failed, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await needs.FindAsync(kept.Id, cancellationToken) is not { } now) return true;
            var unchanged = now.Version == kept.Version;
            var next = now with
            {
                Postings = Merge(now.Postings, shown),
                KeepAt = failed ? time.GetCurrentInstant() + Backoff.After(now.KeepFailures) : unchanged ? null : now.KeepAt,
                KeepFailures = failed ? now.KeepFailures + 1 : 0,
            };
            if (await needs.SaveAsync(next, cancellationToken)) return unchanged || failed;
        }
    }

    /// <summary>What was shown, without undoing what was decided meanwhile.</summary>
    internal static ImmutableArray<Posting> Merge(ImmutableArray<Posting> now, Dictionary<PostingId, Posting?> shown) =>
    [
        .. now.Select(p => !shown.TryGetValue(p.Id, out var s) ? p : s is null ? null : p with { Place = s.Place, Message = s.Message, Shown = s.Shown, Lost = s.Lost })
            .OfType<Posting>(),
    ];
}
