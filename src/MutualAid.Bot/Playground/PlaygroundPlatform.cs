using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Bot.Playground;

/// <summary>The outgoing side of the playground. A message's id follows from its posting id, so posting twice shows one.</summary>
internal sealed partial class PlaygroundPlatform(PlaygroundChat chat, IPictures pictures, PlaygroundAges ages) : IChatPlatform, IIntroductions, IFacilitators
{
    public string Name => PlaygroundWorld.Platform;

    public Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken)
    {
        Refuse(place);
        var id = IdOf(posting);
        chat.Put(id, place.Value, author: null, text: null, Shown(card));
        return Task.FromResult(new MessageId(id));
    }

    public Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken) =>
        Task.FromResult(chat.FindMessage(IdOf(posting)) is { } message ? new MessageId(message.Id) : (MessageId?)null);

    public Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken)
    {
        Refuse(place);
        if (chat.FindMessage(message.Value) is null) throw new ChatException(ChatProblem.Gone);
        chat.Put(message.Value, place.Value, author: null, text: null, Shown(card));
        return Task.CompletedTask;
    }

    public Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken)
    {
        chat.Delete(message.Value);
        return Task.CompletedTask;
    }

    public Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        PlaygroundWorld.People.FirstOrDefault(p => p.Id == person) is { } persona
            ? Task.FromResult(new PlaceId(PlaygroundWorld.DirectOf(persona).Id))
            : throw new ChatException(ChatProblem.Refused);

    public async Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        await OpenDirectAsync(person, group, cancellationToken);

    public Task<PlaceId> OpenConversationAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var id = $"{PlaygroundWorld.Platform}:talk-{conversation.Posting}";
        chat.PutPlace(new PlaygroundPlace(id, conversation.Title, PlaceKind.Conversation, Keys(conversation.People), Closed: false));
        return Task.FromResult(new PlaceId(id));
    }

    public Task<PlaceId?> FindConversationAsync(Conversation conversation, CancellationToken cancellationToken) =>
        Task.FromResult(chat.FindPlace($"{PlaygroundWorld.Platform}:talk-{conversation.Posting}") is { } place ? new PlaceId(place.Id) : (PlaceId?)null);

    public Task CloseConversationAsync(PlaceId conversation, ImmutableArray<PersonId> leavers, CancellationToken cancellationToken)
    {
        if (chat.FindPlace(conversation.Value) is { } place) chat.PutPlace(place with { Closed = true, Members = [.. place.Members.Except(Keys(leavers))] });
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<PersonId>> FacilitatorsAsync(GroupId group, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PersonId>>([.. PlaygroundWorld.People.Where(p => p.IsFacilitator).Select(p => p.Id)]);

    public Task<bool> IsFacilitatorAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        Task.FromResult(PlaygroundWorld.People.Any(p => p.Id == person && p.IsFacilitator));

    private void Refuse(PlaceId place)
    {
        if (chat.FindPlace(place.Value) is not { } found) throw new ChatException(ChatProblem.PlaceGone);
        if (found is { Kind: not PlaceKind.Conversation, Closed: true }) throw new ChatException(ChatProblem.Refused);
    }

    private WireCard Shown(Card card) => WireRendering.Card(card, card.Picture is { } picture ? pictures.Png(picture) : null);

    private static string IdOf(PostingId posting) => $"{PlaygroundWorld.Platform}:m-{posting}";

    private static ImmutableArray<string> Keys(ImmutableArray<PersonId> people) =>
        [.. PlaygroundWorld.People.Where(p => people.Contains(p.Id)).Select(p => p.Key)];
}
