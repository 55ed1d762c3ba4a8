using MutualAid.Core.Chat;
using MutualAid.Core.Members;
using NodaTime;

namespace MutualAid.Core.Offers;

public sealed partial record Offer
{
    /// <summary>Everybody whom it names, each once. The store finds it by them.</summary>
    public IEnumerable<PersonId> People() => Postings.Select(p => p.To).Concat(Acts.Select(a => (PersonId?)a.By)).Append(FacilitatedBy).Append(Giver)
        .OfType<PersonId>().Where(p => p != PersonId.Nobody).Distinct();

    /// <summary>
    /// The same offer without somebody who wants to be forgotten: their own is withdrawn and erased at once, unless it is newer than that wish. The
    /// very same where nothing is left to be taken out.
    /// </summary>
    internal Offer Forgetting(Forgotten who, Instant now)
    {
        if (Giver == who.Person)
            return PostedAt > who.Since ? this : (IsOpen ? this with { Status = OfferStatus.Withdrawn, ClosedAt = now } : this).Erased(now);
        var next = Acts.Any(a => a.By == who.Person) ? this with { Acts = [.. Acts.Select(a => a.By == who.Person ? a with { By = PersonId.Nobody, Why = null } : a)] } : this;
        // The reason is in their words.
        return FacilitatedBy == who.Person ? (next with { FacilitatedBy = null, CloseReason = null }).ToShow(now) : next;
    }
}
