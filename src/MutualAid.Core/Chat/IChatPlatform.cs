using System.Collections.Immutable;
using NodaTime;

namespace MutualAid.Core.Chat;

/// <summary>
/// Outgoing side of a chat platform. The keeper is its only caller; calls for one document never overlap, calls for
/// different ones may. Every call either has its effect, or throws <see cref="ChatException"/>; any other exception is
/// a programmer's error. What not every platform can do is an interface of its own, such as <see cref="IIntroductions"/>.
/// </summary>
public interface IChatPlatform
{
    /// <summary>The prefix of every id this platform makes: <c>playground</c>, <c>discord</c>, <c>matrix</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Shows a card in a place. Idempotent by posting id: the second call returns the first one's message, as far as the
    /// platform itself remembers; <see cref="FindAsync"/> is asked first whenever the outcome of an earlier call is uncertain.
    /// </summary>
    Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken);

    /// <summary>
    /// The message that was posted under this id, or null. Never posts. No attempt to post it is older than <paramref name="since"/>, so
    /// a platform that itself drops a repeat for a while need not look for what is younger than that; null: unknown.
    /// </summary>
    Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken);

    /// <summary>
    /// Brings the message of a posting to this content. Idempotent. <see cref="ChatProblem.Gone"/> when the message no longer exists,
    /// <see cref="ChatProblem.PlaceGone"/> when its place does not.
    /// </summary>
    Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken);

    /// <summary>Removes a message, which shows a card of this kind. Idempotent: a message that is gone already is fine.</summary>
    Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken);

    /// <summary>
    /// The place where this person alone reads what the bot says about a group. Idempotent. <see cref="ChatProblem.Refused"/> where
    /// the person can't be reached privately; there is no public fallback.
    /// </summary>
    Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken);

    /// <summary>The same place if it is there, or null. Unlike opening it, nobody notices.</summary>
    Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken);
}

/// <summary>Private conversations between people and the bot. A platform without it is asked for direct messages instead.</summary>
public interface IIntroductions
{
    /// <summary>
    /// A private place for exactly these people, made once a posting id. A later call with other people adds and removes
    /// members until they are exact, before it returns. Idempotent. <see cref="ChatProblem.Refused"/> where no such place can be made;
    /// each of them is then told by direct message.
    /// </summary>
    Task<PlaceId> OpenConversationAsync(Conversation conversation, CancellationToken cancellationToken);

    /// <summary>The place that was made for it, or null. Never makes one.</summary>
    Task<PlaceId?> FindConversationAsync(Conversation conversation, CancellationToken cancellationToken);

    /// <summary>
    /// Lets these people out, then closes the conversation: nobody is called into it any more; archived where the platform can. Who is not in it is
    /// fine. Idempotent.
    /// </summary>
    Task CloseConversationAsync(PlaceId conversation, ImmutableArray<PersonId> leavers, CancellationToken cancellationToken);
}

/// <summary>
/// A private conversation that is to be. <paramref name="Known"/> is its place, once one is known; <paramref name="Near"/> the place that the
/// matter was raised in; <paramref name="Before"/> who was let into it by earlier calls; <paramref name="MayBeIn"/> who may be in it, since an
/// earlier call was cut off, or they have yet to be let out.
/// </summary>
public sealed record Conversation(
    PostingId Posting, PlaceId? Known, PlaceId Near, string Title, ImmutableArray<PersonId> People, ImmutableArray<PersonId> Before, ImmutableArray<PersonId> MayBeIn);

/// <summary>A platform on which whoever can read a message can also read what it said before it was changed.</summary>
public interface IKeepsVersions;

/// <summary>A platform that limits how often a place may be written to.</summary>
public interface IPaced
{
    /// <summary>
    /// Waits until it is this caller's turn to write cards of this kind to a place; turns are given one at a time, until disposed, in the
    /// order they were asked for, but what a person waits for need not wait for what nobody does. What is shown is best made after this
    /// returned: it is then as new as it can be.
    /// </summary>
    Task<IDisposable> TurnAsync(PlaceId place, CardKind kind, CancellationToken cancellationToken);
}

/// <summary>A platform on which the bot needs leave for what it does in a place.</summary>
public interface IPermissions
{
    /// <summary>
    /// What the bot may not do in a place though it has to, by the names that the platform's own settings page uses in a language
    /// (BCP 47); empty when nothing is missing. Throws <see cref="ChatException"/> where that can't be found out.
    /// </summary>
    Task<ImmutableArray<string>> MissingAsync(PlaceId place, string language, CancellationToken cancellationToken);
}

/// <summary>Why a platform did not do what it was asked.</summary>
public enum ChatProblem
{
    /// <summary>It may work later: outage, rate limit, timeout. The outcome of a post is uncertain.</summary>
    Unreachable,

    /// <summary>The message does not exist any more.</summary>
    Gone,

    /// <summary>The place does not exist any more, or the bot is no longer in it.</summary>
    PlaceGone,

    /// <summary>Not allowed, and trying again will not help.</summary>
    Refused,
}

/// <summary>A platform did not do what it was asked. The message carries no member text, name or id.</summary>
public sealed class ChatException(ChatProblem problem, Exception? inner = null)
    : Exception($"The chat platform answered: {problem}", inner)
{
    /// <summary>Why.</summary>
    public ChatProblem Problem { get; } = problem;
}
