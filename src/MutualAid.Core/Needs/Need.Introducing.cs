using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Who asked and who helps are brought together in private.</summary>
public sealed partial record Need
{
    /// <summary>Their private conversation, or that none can be had; null where none is wanted. One that is being ended is none.</summary>
    private Posting? Conversation => Postings.FirstOrDefault(p => p is { Kind: PostingKind.Introduction, Retired: false });

    /// <summary>Who may be in the private conversation, and is to be let out of it.</summary>
    internal ImmutableArray<PersonId> LeaversOf(Posting conversation) =>
        IsErased ? conversation.MayBeIn : [.. conversation.Inside.Except(IsOpen ? PrivateCards.PeopleOf(this) : [Requester, .. Claims.Select(c => c.Person)])];

    /// <summary>Whether the keeper has yet to let somebody out of a private conversation.</summary>
    internal bool HasYetToLetOut(PersonId person) => Postings.Any(p => p.Inside.Contains(person) && LeaversOf(p).Contains(person));

    /// <summary>Whether a private conversation is over: another one takes its place, or it serves nobody any more. That none can be had is remembered while it may be asked for again.</summary>
    internal bool Ends(Posting conversation) => conversation.Retired || (!conversation.Lost && !(IsOpen && ActiveClaims.Any()));

    /// <summary>
    /// The same need, with requester and this claimer to be introduced. Where somebody else left the conversation, a newcomer gets another. Who was told
    /// directly and takes on more knows the other side already.
    /// </summary>
    private Need Introduced(PersonId claimer) => Conversation switch
    {
        null => WithConversation(),
        // A claim is answered for the first time when more is taken on, or when its owner is asked.
        { Lost: true } when ActiveClaimOf(claimer) is { Answers: > 0 } => this,
        { Lost: true } => Telling(claimer, WhisperText.Introduced).Telling(Requester, WhisperText.Introduced),
        { } talk when !talk.Inside.Contains(claimer) && (talk.WasLeft || !LeaversOf(talk).IsEmpty) =>
            (this with { Postings = Postings.Replace(talk, talk.Retire()) }).WithConversation(),
        _ => this,
    };

    /// <summary>The same need; where its conversation was ended because nobody was on it any more, and somebody took it on meanwhile, it wants another.</summary>
    internal Need IntroducedAnew(Need before) =>
        IsOpen && ActiveClaims.Any() && before.Conversation is not null && Conversation is null ? WithConversation() : this;

    /// <summary>The same need; where it just turned out that no private conversation can be had, each side is told directly.</summary>
    internal Need ToldDirectly(Need before, Instant now)
    {
        if (!IsOpen || Conversation is not { Lost: true } || before.Conversation is { Lost: true }) return this;
        var next = Telling(Requester, WhisperText.Introduced);
        foreach (var claim in ActiveClaims) next = next.Telling(claim.Person, WhisperText.Introduced);
        return next with { Postings = [.. next.Postings.Select(p => p with { Since = p.Since ?? now })] };
    }

    /// <summary>
    /// The same need; where one side turned out not to be reachable in private, the other is told what to do, and where somebody who was to be told of it
    /// because of an offer, others are looked for.
    /// </summary>
    internal Need ToldOfUnreachable(Pace pace, Instant now)
    {
        var lost = Postings.Where(p => p is { Kind: PostingKind.Whisper, Lost: true }).ToList();
        if (lost.Count == 0) return this;
        var next = this with { Postings = Postings.RemoveRange(lost) };
        next = next.NotReaching([.. lost.Where(p => p.TextKey == WhisperText.Suggested).Select(p => p.To!.Value)], pace, now);
        foreach (var person in lost.Where(p => p.TextKey == WhisperText.Introduced).Select(p => p.To!.Value).Distinct().Where(_ => IsOpen)) next = next.ToldOfUnreachable(person);
        return next with { Postings = [.. next.Postings.Select(p => p with { Since = p.Since ?? now })] };
    }

    /// <summary>The same need, its conversation knowing whom the keeper may let in from now on; the very same where it knows.</summary>
    internal Need ExpectingPeople()
    {
        if (!IsOpen || Conversation is not { Lost: false } talk) return this;
        var expected = PrivateCards.PeopleOf(this).Except(talk.Inside).ToList();
        return expected.Count == 0 ? this : this with { Postings = Postings.Replace(talk, talk with { MayBeIn = [.. talk.MayBeIn, .. expected] }) };
    }

    /// <summary>The same need, whoever is on the other side of this person told that they can't be reached in private, and what to do.</summary>
    private Need ToldOfUnreachable(PersonId person) => person == Requester
        ? ActiveClaims.Aggregate(this, (need, claim) => need.Telling(claim.Person, WhisperText.RequesterUnreachable))
        : ActiveClaimOf(person) is null ? this : Telling(Requester, WhisperText.HelperUnreachable);

    private Need WithConversation() => WithPosting(new Posting { Id = PostingId.New(), Kind = PostingKind.Introduction });
}
