using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>What is posted.</summary>
public enum PostingKind
{
    /// <summary>The card of a need in a place.</summary>
    Card,

    /// <summary>The private conversation of requester and claimers.</summary>
    Introduction,

    /// <summary>A private word to one person, sent once.</summary>
    Whisper,

    /// <summary>A group's message that brings unclaimed needs back.</summary>
    Reminder,

    /// <summary>A group's digest.</summary>
    Digest,

    /// <summary>The chart of a group's last weeks.</summary>
    Chart,
}

/// <summary>
/// One message that a document shows, or has yet to show. It is stored before it is posted, so that after any crash the
/// keeper finds it by its id and never posts it twice.
/// </summary>
public sealed partial record Posting
{
    /// <summary>Names it for ever on every platform.</summary>
    public required PostingId Id { get; init; }

    /// <summary>What is posted.</summary>
    public required PostingKind Kind { get; init; }

    /// <summary>Where; null for a whisper or an introduction whose private place is not open yet.</summary>
    public PlaceId? Place { get; init; }

    /// <summary>To whom a whisper goes; null for everything else.</summary>
    public PersonId? To { get; init; }

    /// <summary>The key of a whisper's text; null for everything else.</summary>
    public string? TextKey { get; init; }

    /// <summary>When it was decided on: no attempt to show it is older. Null before it is stored.</summary>
    public Instant? Since { get; init; }

    /// <summary>Who was let into the private conversation so far; empty for everything else.</summary>
    public ImmutableArray<PersonId> People { get; init; } = [];

    /// <summary>
    /// Who may be in the private conversation besides: who is to be let in, and who has yet to be let out. It is stored before anybody is let in, so
    /// that after any crash nobody stays there unnoticed.
    /// </summary>
    public ImmutableArray<PersonId> MayBeIn { get; init; } = [];

    /// <summary>Somebody left the private conversation. Who comes after that is not let into it, since they would read what was written before.</summary>
    public bool WasLeft { get; init; }

    /// <summary>The message, once it is known to be there.</summary>
    public MessageId? Message { get; init; }

    /// <summary>Fingerprint of the content that is shown, or null when nothing is.</summary>
    public string? Shown { get; init; }

    /// <summary>It is to be taken away once what replaces it is there; of a private conversation: to be ended.</summary>
    public bool Retired { get; init; }

    /// <summary>
    /// No private conversation can be had for it, and each side is told directly; or, of a private word, who was to be told can't be reached: where it
    /// puts people in touch, the other side is told what to do; where it suggests a need, somebody else is told of that.
    /// </summary>
    public bool Lost { get; init; }

    /// <summary>Its place refused it, and it waits to be shown there; null where nothing stands in its way.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>Needs that a reminder, or a private word about it, brings back; empty for everything else.</summary>
    public ImmutableArray<NeedId> Needs { get; init; } = [];

    /// <summary>Those of them about which a reminder asks the group what it wants to do; empty for everything else.</summary>
    public ImmutableArray<NeedId> Asks { get; init; } = [];

    /// <summary>Since when a digest says what was met, or a private word what was changed; null for everything else, and where that is <see cref="Since"/>.</summary>
    public Instant? From { get; init; }

    /// <summary>Everybody who may be in the private conversation.</summary>
    internal IEnumerable<PersonId> Inside => People.Union(MayBeIn);
}
