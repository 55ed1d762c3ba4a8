using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Keeping;

/// <summary>Brings the card of an offer to its current state, and says what is to be said to who offers it, each once.</summary>
internal sealed class OfferKeeper(IOfferStore offers, GroupDirectory groups, Poster poster, Troubles troubles, CarryActs acts, SetAside aside, IAttention attention, TimeProvider time)
{
    /// <summary>Whether all of it is shown; otherwise the offer has a later due time, and comes back by itself.</summary>
    public async Task<bool> KeepAsync(OfferId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await offers.FindAsync(id, cancellationToken) is not { KeepAt: not null } waiting) return true;
            if (await groups.FindAsync(waiting.Group, cancellationToken) is not { } group) return true;
            if (!waiting.Fits(group))
            {
                await aside.FitAsync(id, cancellationToken);
                continue;
            }

            if (!waiting.Acts.IsEmpty)
            {
                await acts.FromAsync(waiting, cancellationToken);
                continue;
            }

            using var turn = await poster.TurnAsync(waiting.CardPosting?.Place, CardKind.Offer, cancellationToken);
            if (await offers.FindAsync(id, cancellationToken) is not { KeepAt: not null } offer) return true;
            var (shown, failed) = await ShowAsync(offer, group, cancellationToken);
            if (offer.IsErased) await acts.ErasedAsync(group, offer.Number, cancellationToken);
            if (!offer.IsOpen) await acts.DecidedAsync(group, offer.Id.Value, cancellationToken);
            if (group.Postings.Any(p => p is { Kind: PostingKind.Digest, Retired: false })) attention.Wants(group.Id);
            var isUndisturbed = await StoreAsync(offer, shown, failed, cancellationToken);
            await troubles.LearnAsync(group, offer.Postings, shown, cancellationToken);
            if (!failed && offer.IsErased && await offers.FindAsync(id, cancellationToken) is { IsGone: true } gone) await offers.RemoveAsync(gone, cancellationToken);
            if (failed || isUndisturbed) return !failed;
        }
    }

    private async Task<(Dictionary<PostingId, Posting?> Shown, bool Failed)> ShowAsync(Offer offer, Group group, CancellationToken cancellationToken)
    {
        var rules = groups.RulesOf(group);
        var now = time.GetCurrentInstant();
        var shown = new Dictionary<PostingId, Posting?>();
        var failed = false;
        foreach (var posting in offer.Postings.Where(p => !offer.Leaves(p, now)).OrderBy(p => p.Retired))
        {
            try
            {
                shown[posting.Id] = posting.Kind == PostingKind.Whisper
                    ? await poster.WhisperAsync(posting, offer.Group, OfferCard.Whisper(offer, posting, rules), cancellationToken)
                    // It is not known whether it is shown: looked for, it goes.
                    : offer.IsErased && posting.Message is null ? await poster.TakeBackAsync(posting, offer.Group, cancellationToken)
                    : await poster.ShowAsync(posting, OfferCard.Of(offer, rules), NeedKeeper.CardsPlace(group, posting), cancellationToken);
                if (!offer.IsOpen && shown[posting.Id] is { Refused.IsGone: true } gone) shown[posting.Id] = gone.TriedAt(null);
            }
            catch (ChatException)
            {
                failed = true;
            }
        }

        return (shown, failed);
    }

    /// <summary>Remembers what is shown; whether nothing else happened meanwhile.</summary>
    private async Task<bool> StoreAsync(Offer kept, Dictionary<PostingId, Posting?> shown, bool failed, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await offers.FindAsync(kept.Id, cancellationToken) is not { } now) return true;
            var isUndisturbed = now.Version == kept.Version;
            var merged = now with { Postings = NeedKeeper.Merge(now.Postings, shown, kept.Postings) };
            var next = merged with
            {
                KeepAt = failed ? time.GetCurrentInstant() + Backoff.After(now.KeepFailures) : isUndisturbed ? merged.RetryAt : now.KeepAt ?? kept.KeepAt,
                KeepFailures = failed ? now.KeepFailures + 1 : isUndisturbed ? 0 : now.KeepFailures,
            };
            if (await offers.SaveAsync(next, cancellationToken)) return isUndisturbed;
        }
    }
}
