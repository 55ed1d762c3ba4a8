using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Where a need stands. Partly covered and covered follow from its claims.</summary>
public enum NeedStatus
{
    /// <summary>Still asked for.</summary>
    Open,

    /// <summary>It was met.</summary>
    Met,

    /// <summary>Taken back: met elsewhere, or no longer needed.</summary>
    Withdrawn,

    /// <summary>Nobody answered in its time.</summary>
    Expired,

    /// <summary>Typed and not posted yet: whoever typed it was asked whether they mean it. It has no number, and nobody else knows of it.</summary>
    Held,
}

/// <summary>"I will do this part of it."</summary>
/// <param name="Person">Who.</param>
/// <param name="Quantity">How much of it; at least 1.</param>
/// <param name="At">Since when.</param>
/// <param name="Done">Whether their part is done.</param>
public sealed record Claim(PersonId Person, int Quantity, Instant At, bool Done)
{
    /// <summary>The token of the event that it was made by, so that taking the event back gives the claim back; null: unknown.</summary>
    public string? By { get; init; }

    /// <summary>When they last said that they are still on it; null: not asked yet, or no answer.</summary>
    public Instant? HeardAt { get; init; }

    /// <summary>When they were last asked, if they have not answered since.</summary>
    public Instant? AskedAt { get; init; }

    /// <summary>How often they said that they are still on it, or took on more of it: they are asked ever less often.</summary>
    public int Answers { get; init; }

    /// <summary>They are neither asked nor judged before then; null: nothing stands in the way.</summary>
    public Instant? HeldUntil { get; init; }

    /// <summary>What of it comes out of other offers of theirs than the first that they took of it out of; each offer once.</summary>
    public ImmutableArray<Taking> Besides { get; init; } = [];

    /// <summary>The same, so much of it out of another offer.</summary>
    internal Claim With(OfferId offer, int quantity) => Besides.FirstOrDefault(b => b.Offer == offer) is { } before
        ? this with { Besides = Besides.Replace(before, before with { Quantity = before.Quantity + quantity }) }
        : this with { Besides = Besides.Add(new Taking(offer, quantity)) };

    /// <summary>The same; they are on it, as they said just now.</summary>
    internal Claim Heard(Instant now) => this with { HeardAt = now, AskedAt = null, HeldUntil = null, Answers = Answers + 1 };
}

/// <summary>So much of a claim comes out of this offer.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Quantity">How much; at least 1.</param>
public sealed record Taking(OfferId Offer, int Quantity);

/// <summary>
/// Something asked for, with its claims and the places where it is shown: one document with a version. Immutable;
/// a rule returns the next state and a named outcome, and <see cref="INeedStore.SaveAsync"/> keeps it only if the version still
/// holds. All instants are exact to 100 ns, the resolution of <see cref="TimeProvider"/>.
/// </summary>
public sealed partial record Need
{
    /// <summary>How many past idempotency keys are remembered; a redelivery comes within seconds.</summary>
    private const int RememberedKeys = 24;

    /// <summary>Names this need.</summary>
    public required NeedId Id { get; init; }

    /// <summary>The version that was loaded; the store raises it by one on every save. 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>Whose need it is.</summary>
    public required GroupId Group { get; init; }

    /// <summary>Its number in the group; never used again for another need. Gaps are possible. 0 while it is held.</summary>
    public required int Number { get; init; }

    /// <summary>Who asked.</summary>
    public required PersonId Requester { get; init; }

    /// <summary>Shown as "someone in the group"; only who claims it learns who asked.</summary>
    public bool Anonymous { get; init; }

    /// <summary>For whom, when asked on a neighbour's behalf; private to the two sides. Null: for themselves.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>What is asked for, as written.</summary>
    public required string What { get; init; }

    /// <summary>Private details, as written: only for the requester and current claimers.</summary>
    public string? Details { get; init; }

    /// <summary>The category's key, or null.</summary>
    public string? Category { get; init; }

    /// <summary>The area, as written, or null.</summary>
    public string? Area { get; init; }

    /// <summary>How many parts; at least 1.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>Needed by then, or null.</summary>
    public Instant? NeededBy { get; init; }

    /// <summary>What is held is kept until then, and goes; null for everything else.</summary>
    public Instant? HeldUntil { get; init; }

    /// <summary>What stood here before it was changed, oldest first; for the two sides only.</summary>
    public ImmutableArray<NeedEdit> Edits { get; init; } = [];

    /// <summary>When it was asked.</summary>
    public required Instant PostedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public NeedStatus Status { get; init; }

    /// <summary>When it stopped being open, or null.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>The reason that is shown, or null.</summary>
    public string? CloseReason { get; init; }

    /// <summary>The facilitator whose last act on it is visible to the group, or null: their power is small and seen.</summary>
    public PersonId? FacilitatedBy { get; init; }

    /// <summary>When the requester lifted it last, or null.</summary>
    public Instant? BumpedAt { get; init; }

    /// <summary>When somebody first took on any of it, or null.</summary>
    public Instant? FirstClaimedAt { get; init; }

    /// <summary>When the requester last said that it is still needed, or opened it again, or null.</summary>
    public Instant? KeptAt { get; init; }

    /// <summary>When the requester was asked whether it is still needed, if they have not answered since.</summary>
    public Instant? KeepAskedAt { get; init; }

    /// <summary>The requester is neither asked nor is it judged before then; null: nothing stands in the way.</summary>
    public Instant? KeepHeldUntil { get; init; }

    /// <summary>Who does what, oldest first. At most one a person that is not done.</summary>
    public ImmutableArray<Claim> Claims { get; init; } = [];

    /// <summary>Where it is shown, and what is still to be said to whom.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>How often it was brought back since it was last unclaimed.</summary>
    public int Reminders { get; init; }

    /// <summary>When it is brought back next, or null.</summary>
    public Instant? RemindAt { get; init; }

    /// <summary>Since when nobody is on what is left of it, where that is not since it was asked.</summary>
    public Instant? WaitingSince { get; init; }

    /// <summary>Whether the group was asked what it wants to do about it: that is done once.</summary>
    public bool GroupAsked { get; init; }

    /// <summary>When somebody is to be asked, or has not answered in time, or null.</summary>
    public Instant? AskAt { get; init; }

    /// <summary>When the keeper must look at what it shows, or null when everything shown is current.</summary>
    public Instant? KeepAt { get; init; }

    /// <summary>How often in a row the keeper failed.</summary>
    public int KeepFailures { get; init; }

    /// <summary>Idempotency keys of the last events that changed it, hashed, oldest first.</summary>
    public ImmutableArray<string> Handled { get; init; } = [];

    /// <summary>When it next wants attention, or null. The store indexes this.</summary>
    public Instant? DueAt => IsGone ? ClosedAt ?? PostedAt : IsAside ? KeepAt : Earliest(Earliest(Earliest(KeepAt, NodAt), SuggestAt), Earliest(HeldUntil, Earliest(RemindAt, AskAt)));

    /// <summary>Whether it is still asked for, claimed or not.</summary>
    public bool IsOpen => Status == NeedStatus.Open;

    /// <summary>How much is taken on or done.</summary>
    public int Covered => Claims.Sum(c => c.Quantity);

    /// <summary>How much nobody has taken on; 0 when closed.</summary>
    public int Remaining => IsOpen ? Math.Max(0, Quantity - Covered) : 0;

    /// <summary>Claims that are not done yet, oldest first.</summary>
    public IEnumerable<Claim> ActiveClaims => Claims.Where(c => !c.Done);

    /// <summary>Whether this person may read the private details.</summary>
    public bool MaySeeDetails(PersonId person) =>
        person == Requester || (IsOpen && ActiveClaimOf(person) is not null);

    /// <summary>Whether the event of this key changed it already.</summary>
    public bool HasHandled(string key) => Handled.Contains(Token.From(key));

    /// <summary>The same need, remembering that this event is done with and asking the keeper to show it now.</summary>
    internal Need After(string key, Instant now)
    {
        var handled = Handled.Add(Token.From(key));
        return ToShow(now) with { Handled = handled.Length > RememberedKeys ? handled[^RememberedKeys..] : handled };
    }

    /// <summary>The same need, the keeper asked to show it now.</summary>
    internal Need ToShow(Instant now) => (this with
    {
        Postings = [.. Postings.Select(p => p.TriedAt(now) with { Since = p.Since ?? now })],
        KeepAt = now,
        KeepFailures = 0,
    }).ExpectingPeople();

    /// <summary>
    /// The same need, brought back once more; its next reminder is to be paced anew. Its card is shown again as it is: where somebody
    /// deleted it, that is noticed now.
    /// </summary>
    internal Need Reminded(Instant now, bool groupAsked) => this with
    {
        Reminders = Reminders + 1,
        GroupAsked = GroupAsked || groupAsked,
        RemindAt = null,
        Postings = WithCardUnknown(),
        KeepAt = now,
    };

    /// <summary>The same need, its card to be shown again as it is.</summary>
    internal Need ShownAnew(Instant now) => this with { Postings = [.. WithCardUnknown().Select(p => p.TriedAt(now))], KeepAt = now };

    private ImmutableArray<Posting> WithCardUnknown() => [.. Postings.Select(p => p.Kind == PostingKind.Card ? p with { Shown = null } : p)];

    private static Instant? Earliest(Instant? one, Instant? other) =>
        one is null ? other : other is null ? one : Instant.Min(one.Value, other.Value);
}
