using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>Where an offer stands. Whether anything is left of it follows from what was given.</summary>
public enum OfferStatus
{
    /// <summary>It stands.</summary>
    Open,

    /// <summary>Taken back.</summary>
    Withdrawn,

    /// <summary>Its time is over.</summary>
    Over,
}

/// <summary>So much of an offer goes to this need, as long as whoever offers it is on the need.</summary>
/// <param name="Need">The need.</param>
/// <param name="Quantity">How much; at least 1.</param>
public sealed record Giving(NeedId Need, int Quantity)
{
    /// <summary>How much of that went there before it was offered again as new, and does not count any more.</summary>
    public int Before { get; init; }
}

/// <summary>
/// Something that can be given, with the places where it is shown: one document with a version, under the same rules as a
/// <see cref="Need"/>. Immutable; <see cref="IOfferStore.SaveAsync"/> keeps the next state only if the version still holds.
/// </summary>
public sealed partial record Offer
{
    /// <summary>How many past idempotency keys are remembered; a redelivery comes within seconds.</summary>
    private const int RememberedKeys = 24;

    /// <summary>Names this offer.</summary>
    public required OfferId Id { get; init; }

    /// <summary>The version that was loaded; the store raises it by one on every save. 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>Whose offers it is among.</summary>
    public required GroupId Group { get; init; }

    /// <summary>Its number in the group: needs and offers are counted together, so that a number means one thing.</summary>
    public required int Number { get; init; }

    /// <summary>Who offers it.</summary>
    public required PersonId Giver { get; init; }

    /// <summary>What is offered, as written.</summary>
    public required string What { get; init; }

    /// <summary>The category's key, or null.</summary>
    public string? Category { get; init; }

    /// <summary>The area, as written, or null: anywhere.</summary>
    public string? Area { get; init; }

    /// <summary>How many parts; at least 1. Of a standing offer: at a time.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>It stays until it is withdrawn, however much of it is given.</summary>
    public bool Standing { get; init; }

    /// <summary>It is over then; null: when it is withdrawn.</summary>
    public Instant? Until { get; init; }

    /// <summary>When it was offered.</summary>
    public required Instant PostedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public OfferStatus Status { get; init; }

    /// <summary>Since when it is held back by who offers it, or null.</summary>
    public Instant? PausedAt { get; init; }

    /// <summary>When it stopped being open, or null.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>The reason that is shown, or null.</summary>
    public string? CloseReason { get; init; }

    /// <summary>The facilitator whose act on it is visible to the group, or null.</summary>
    public PersonId? FacilitatedBy { get; init; }

    /// <summary>What goes where, oldest first; each need once.</summary>
    public ImmutableArray<Giving> Given { get; init; } = [];

    /// <summary>What it is found by when somebody needs such a thing: it follows from its content when that was written.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Where it is shown, and what is still to be said to whom.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>When the keeper must look at what it shows, or null when everything shown is current.</summary>
    public Instant? KeepAt { get; init; }

    /// <summary>How often in a row the keeper failed.</summary>
    public int KeepFailures { get; init; }

    /// <summary>Idempotency keys of the last events that changed it, hashed, oldest first.</summary>
    public ImmutableArray<string> Handled { get; init; } = [];

    /// <summary>When its time is over, or null.</summary>
    public Instant? EndsAt => IsOpen ? Until : null;

    /// <summary>When it next wants attention, or null. The store indexes this.</summary>
    public Instant? DueAt => IsGone ? ClosedAt ?? PostedAt : IsAside ? KeepAt : Earliest(KeepAt, Earliest(EndsAt, NodAt));

    /// <summary>Whether it stands, paused or given away or not.</summary>
    public bool IsOpen => Status == OfferStatus.Open;

    /// <summary>How much can still be given; 0 when closed.</summary>
    public int Left => !IsOpen ? 0 : Standing ? Quantity : Math.Max(0, Quantity - GivenNow);

    /// <summary>How much of it is given, since it was last offered as new.</summary>
    public int GivenNow => Given.Sum(g => g.Quantity - g.Before);

    /// <summary>Whether somebody who needs such a thing is to be told of it.</summary>
    public bool IsAvailable => IsOpen && !IsUnseen && PausedAt is null && Left > 0;

    /// <summary>The posting of its card that is not being taken away, or null.</summary>
    public Posting? CardPosting => Postings.LastOrDefault(p => p is { Kind: PostingKind.Card, Retired: false });

    /// <summary>Whether the event of this key changed it already.</summary>
    public bool HasHandled(string key) => Handled.Contains(Token.From(key));

    /// <summary>The same offer, remembering that this event is done with and asking the keeper to show it now.</summary>
    internal Offer After(string key, Instant now)
    {
        var handled = Handled.Add(Token.From(key));
        return ToShow(now) with { Handled = handled.Length > RememberedKeys ? handled[^RememberedKeys..] : handled };
    }

    /// <summary>The same offer, the keeper asked to show it now.</summary>
    internal Offer ToShow(Instant now) => this with
    {
        Postings = [.. Postings.Select(p => p.TriedAt(now) with { Since = p.Since ?? now })],
        KeepAt = now,
        KeepFailures = 0,
    };

    private static Instant? Earliest(Instant? one, Instant? other) => one is null ? other : other is null ? one : Instant.Min(one.Value, other.Value);
}
