using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>What somebody can say about an offer, checked and within its limits.</summary>
/// <param name="What">What is offered.</param>
/// <param name="Category">The category's key, or null.</param>
/// <param name="Area">The area, or null: anywhere.</param>
/// <param name="Quantity">How many parts; at least 1.</param>
/// <param name="Until">It is over then, or null.</param>
/// <param name="Standing">It stays until it is withdrawn.</param>
public sealed record OfferContent(string What, string? Category, string? Area, int Quantity, Instant? Until, bool Standing);

/// <summary>What became of a change to an offer.</summary>
public enum OfferOutcome
{
    /// <summary>It is changed.</summary>
    Changed,

    /// <summary>It was like that already; nothing changed.</summary>
    Same,

    /// <summary>It is not theirs to change.</summary>
    NotYours,

    /// <summary>A facilitator must give a reason, which is shown.</summary>
    ReasonNeeded,

    /// <summary>It is closed.</summary>
    Closed,

    /// <summary>Fewer parts than are promised already.</summary>
    LessThanGiven,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

public sealed partial record Offer
{
    /// <summary>What was said.</summary>
    public OfferContent Content => new(What, Category, Area, Quantity, Until, Standing);

    /// <summary>A new offer, to be shown in a place.</summary>
    internal static Offer Made(
        OfferId id, GroupId group, int number, PersonId giver, OfferContent content, ImmutableArray<string> keys, PlaceId place, string key, Instant now) =>
        (new Offer { Id = id, Group = group, Number = number, Giver = giver, What = content.What, PostedAt = now }.With(content, keys) with
        {
            Postings = [new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place }],
        }).After(key, now);

    /// <summary>Who offers it changes what stands there.</summary>
    internal (Offer Next, OfferOutcome Outcome) EditedBy(PersonId person, OfferContent content, ImmutableArray<string> keys, string key, Instant now)
    {
        if (Refused(person, key) is { } refused) return (this, refused);
        if (!content.Standing && content.Quantity < GivenNow) return (this, OfferOutcome.LessThanGiven);
        return content == Content ? (this, OfferOutcome.Same) : (With(content, keys).After(key, now), OfferOutcome.Changed);
    }

    /// <summary>Who offers it holds it back, or lets it stand again. Doing it twice is the same as once.</summary>
    internal (Offer Next, OfferOutcome Outcome) PausedBy(PersonId person, bool paused, string key, Instant now)
    {
        if (Refused(person, key) is { } refused) return (this, refused);
        if (PausedAt is not null == paused) return (this, OfferOutcome.Same);
        return ((this with { PausedAt = paused ? now : null }).After(key, now), OfferOutcome.Changed);
    }

    /// <summary>Who offers it takes it back, without a reason; a facilitator with one that everybody sees.</summary>
    internal (Offer Next, OfferOutcome Outcome) WithdrawnBy(PersonId person, bool facilitator, string? reason, string key, Instant now)
    {
        if (HasHandled(key)) return (this, OfferOutcome.Repeated);
        if (!IsOpen) return (this, OfferOutcome.Closed);
        if (person != Giver && !facilitator) return (this, OfferOutcome.NotYours);
        if (person != Giver && reason is null) return (this, OfferOutcome.ReasonNeeded);
        var next = this with { Status = OfferStatus.Withdrawn, ClosedAt = now, CloseReason = reason, FacilitatedBy = person == Giver ? null : person };
        if (person != Giver) next = next.Telling(OfferWords.ClosedByFacilitator);
        next = next.Acting(person, ActKind.ClosedOffer, reason, key, now);
        return (next.After(key, now), OfferOutcome.Changed);
    }

    /// <summary>Who offered it offers it again, under its number, as new: what was given before does not count any more.</summary>
    internal (Offer Next, OfferOutcome Outcome) RenewedBy(PersonId person, Instant? until, string key, Instant now)
    {
        if (HasHandled(key)) return (this, OfferOutcome.Repeated);
        if (person != Giver) return (this, OfferOutcome.NotYours);
        if (IsOpen) return (this, OfferOutcome.Same);
        var next = this with
        {
            Status = OfferStatus.Open,
            ClosedAt = null,
            CloseReason = null,
            FacilitatedBy = null,
            PausedAt = null,
            Given = [.. Given.Select(g => g with { Before = g.Quantity })],
            Until = Standing ? null : until,
            NodUntil = IsUnseen ? now + NodAwaitedFor : null,
        };
        return (next.After(key, now), OfferOutcome.Changed);
    }

    /// <summary>Its time is over. Who offered it is told only where something was left of it.</summary>
    internal Offer Ended(Instant now)
    {
        if (!IsOpen || Until is not { } until || until > now) return this;
        var next = this with { Status = OfferStatus.Over, ClosedAt = now };
        return (Left > 0 ? next.Telling(OfferWords.Over) : next).ToShow(now);
    }

    /// <summary>
    /// So much of it goes to a need now; 0: nothing any more. Saying it again changes nothing, also of what was given before it was offered again. What of that
    /// comes back and is then given once more does count.
    /// </summary>
    internal Offer GivenTo(NeedId need, int quantity, Instant now)
    {
        var before = Given.FirstOrDefault(g => g.Need == need);
        if ((before?.Quantity ?? 0) == quantity) return this;
        var others = before is null ? Given : Given.Remove(before);
        return (this with { Given = quantity == 0 ? others : others.Add(new Giving(need, quantity) { Before = Math.Min(before?.Before ?? 0, quantity) }) }).ToShow(now);
    }

    /// <summary>The same offer, its card to be shown again as it is.</summary>
    internal Offer ShownAnew(Instant now) => this with
    {
        Postings = [.. Postings.Select(p => (p.Kind == PostingKind.Card ? p with { Shown = null } : p).TriedAt(now))],
        KeepAt = now,
    };

    /// <summary>The same offer, its card to be posted in this place and then taken away where it was.</summary>
    internal Offer MovedTo(PlaceId place, Instant now) => (this with
    {
        Postings =
        [
            .. Postings.Select(p => p.Kind == PostingKind.Card ? p.Retire() : p),
            new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place },
        ],
    }).ToShow(now);

    /// <summary>When what its place refused, to be shown or taken away, is tried again, or null.</summary>
    internal Instant? RetryAt => Postings.Where(_ => !IsAside || IsErased).Select(p => p.Refused?.RetryAt).Min();

    private OfferOutcome? Refused(PersonId person, string key) =>
        HasHandled(key) ? OfferOutcome.Repeated : person != Giver ? OfferOutcome.NotYours : !IsOpen ? OfferOutcome.Closed : null;

    private Offer Telling(string textKey) => this with
    {
        Postings = Postings.Add(new Posting { Id = PostingId.New(), Kind = PostingKind.Whisper, To = Giver, TextKey = textKey }),
    };

    private Offer With(OfferContent content, ImmutableArray<string> keys) => this with
    {
        What = content.What,
        Category = content.Category,
        Area = content.Area,
        Quantity = content.Quantity,
        Until = content.Until,
        Standing = content.Standing,
        Keys = keys,
    };
}

/// <summary>The private words to somebody about their offer; each is also the key of its text.</summary>
internal static class OfferWords
{
    /// <summary>Its time is over; with [Offer it again].</summary>
    public const string Over = "whisper.offer-over";

    /// <summary>A facilitator closed it.</summary>
    public const string ClosedByFacilitator = "whisper.offer-closed-by-facilitator";
}
