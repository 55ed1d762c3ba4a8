using System.Collections.Concurrent;
using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>
/// A platform that several processes are in touch with and that takes its time, so that what comes later may be shown earlier. It counts what each of them asked for,
/// and forgives nothing: who posts twice under one id finds two messages.
/// </summary>
internal sealed class SlowPlatform : IChatPlatform, IIntroductions
{
    private readonly ConcurrentDictionary<PostingId, Card> cards = [];
    private readonly ConcurrentDictionary<PostingId, int> posted = [];
    private readonly ConcurrentDictionary<PostingId, int> made = [];
    private readonly ConcurrentDictionary<PostingId, int> busy = [];
    private readonly ConcurrentQueue<PersonId> letIn = [];
    private int overlaps;

    public string Name => "test";

    /// <summary>Awaited before anything is shown.</summary>
    public Func<PostingId, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often something was shown while something else was being shown in its place.</summary>
    public int Overlaps => overlaps;

    /// <summary>Whatever was posted more than once, and every conversation that was made more than once.</summary>
    public IEnumerable<PostingId> Twice => posted.Concat(made).Where(p => p.Value > 1).Select(p => p.Key);

    /// <summary>Whoever was let into a conversation, as often as they were.</summary>
    public IReadOnlyList<PersonId> LetIn => [.. letIn];

    /// <summary>What is shown now; null: nothing.</summary>
    public Card? CardOf(PostingId posting) => cards.GetValueOrDefault(posting);

    public Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken) => ShowAsync(posting, () =>
    {
        posted.AddOrUpdate(posting, 1, (_, times) => times + 1);
        cards[posting] = card;
        return new MessageId("test:" + posting.Value);
    });

    public Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken) =>
        Task.FromResult<MessageId?>(cards.ContainsKey(posting) ? new MessageId("test:" + posting.Value) : null);

    public Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken) => ShowAsync(posting, () => cards[posting] = card);

    public Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken)
    {
        cards.TryRemove(new PostingId(message.Value["test:".Length..]), out _);
        return Task.CompletedTask;
    }

    public Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => Task.FromResult(new PlaceId("test:direct-" + person.Value["test:".Length..]));

    public async Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => await OpenDirectAsync(person, group, cancellationToken);

    public async Task<PlaceId> OpenConversationAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var place = await ShowAsync(conversation.Posting, () =>
        {
            if (conversation.Known is null) made.AddOrUpdate(conversation.Posting, 1, (_, times) => times + 1);
            return new PlaceId("test:talk-" + conversation.Posting.Value);
        });
        foreach (var person in conversation.People.Except(conversation.Before))
        {
            await Before(conversation.Posting);
            letIn.Enqueue(person);
        }

        return place;
    }

    public Task<PlaceId?> FindConversationAsync(Conversation conversation, CancellationToken cancellationToken) =>
        Task.FromResult<PlaceId?>(made.ContainsKey(conversation.Posting) ? new PlaceId("test:talk-" + conversation.Posting.Value) : null);

    public Task CloseConversationAsync(PlaceId conversation, ImmutableArray<PersonId> leavers, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<T> ShowAsync<T>(PostingId posting, Func<T> show)
    {
        if (busy.AddOrUpdate(posting, 1, (_, others) => others + 1) > 1) Interlocked.Increment(ref overlaps);
        await Before(posting);
        var shown = show();
        busy.AddOrUpdate(posting, 0, (_, others) => others - 1);
        return shown;
    }
}
