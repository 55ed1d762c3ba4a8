using System.Collections.Immutable;

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

    /// <summary>The message that was posted under this id, or null. Never posts.</summary>
    Task<MessageId?> FindAsync(PlaceId place, PostingId posting, CancellationToken cancellationToken);

    /// <summary>Brings a message to this content. Idempotent. <see cref="ChatProblem.Gone"/> when the message no longer exists.</summary>
    Task EditAsync(PlaceId place, MessageId message, Card card, CancellationToken cancellationToken);

    /// <summary>Removes a message. Idempotent: a message that is gone already is fine.</summary>
    Task DeleteAsync(PlaceId place, MessageId message, CancellationToken cancellationToken);

    /// <summary>
    /// The place where this person alone reads what the bot says. Idempotent. <see cref="ChatProblem.Refused"/> where
    /// the person can't be reached privately; there is no public fallback.
    /// </summary>
    Task<PlaceId> OpenDirectAsync(PersonId person, CancellationToken cancellationToken);
}

/// <summary>Private conversations between people and the bot. A platform without it is asked for direct messages instead.</summary>
public interface IIntroductions
{
    /// <summary>
    /// A private place for exactly these people, made once a posting id. A later call with other people adds and removes
    /// members until they are exact, before it returns. Idempotent.
    /// </summary>
    Task<PlaceId> OpenConversationAsync(PostingId posting, string title, ImmutableArray<PersonId> people, CancellationToken cancellationToken);

    /// <summary>Closes the conversation: nobody is called into it any more; archived where the platform can. Idempotent.</summary>
    Task CloseConversationAsync(PlaceId conversation, CancellationToken cancellationToken);
}

/// <summary>Why a platform did not do what it was asked.</summary>
public enum ChatProblem
{
    /// <summary>It may work later: outage, rate limit, timeout. The outcome of a post is uncertain.</summary>
    Unreachable,

    /// <summary>The message or place does not exist any more.</summary>
    Gone,

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
