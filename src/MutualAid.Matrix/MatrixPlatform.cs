using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;
using MutualAid.Matrix.Talking;
using NodaTime;

namespace MutualAid.Matrix;

/// <summary>The outgoing side of Matrix.</summary>
internal sealed partial class MatrixPlatform(
    MatrixApi api, CardRendering rendering, Pictures pictures, DirectRooms direct, Conversations conversations, RoomStates states, Seeds seeds, Standing standing, Removed removed,
    Facilitators facilitators, GroupRooms rooms, MatrixClock clock) : IChatPlatform, IIntroductions, IInvites, IPaced, IPermissions, IFacilitators, IKeepsVersions
{
    /// <summary>For how long every homeserver surely knows a transaction id; none promises how long it does ("Transaction identifiers").</summary>
    private static readonly Duration TransactionHolds = Duration.FromMinutes(10);

    private const string MessageType = RoomLeave.Message;
    private const int MostPages = 10;
    private const int PageSize = 100;
    private readonly Turns turns = new();

    public string Name => MatrixIds.Platform;

    public Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var room = MatrixIds.RoomOf(place);
        var picture = await pictures.OfAsync(card, shown: null, cancellationToken).ConfigureAwait(false);
        var content = await rendering.MessageAsync(room, card, picture, posting, MatrixIds.GroupOf(place), cancellationToken).ConfigureAwait(false);
        var message = await api.SendAsync(room, MessageType, posting.Value, content, Urgency.Card, cancellationToken).ConfigureAwait(false);
        if (MatrixIds.IsPrivate(place)) standing.Saw(room, message, content);
        seeds.Plant(room, message, card.Reactions);
        return MatrixIds.Message(message);
    });

    public async Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken)
    {
        if (since is { } young && clock.Now - young < TransactionHolds) return null;
        var room = MatrixIds.RoomOf(place);
        var filter = Json.Write(new JsonObject { ["senders"] = new JsonArray(api.Me), ["types"] = new JsonArray(MessageType) });
        string? from = null;
        for (var page = 0; page < MostPages; page++)
        {
            var cursor = from;
            var said = await ChatErrors.TranslateAsync(() => api.MessagesAsync(room, cursor, null, filter, PageSize, cancellationToken)).ConfigureAwait(false);
            foreach (var message in said.Items("chunk"))
            {
                if (message.Text("event_id") is not { } id) continue;
                if (Content.NoteOf(message.Object("content")).Text("posting") == posting.Value) return MatrixIds.Message(id);
            }

            if ((from = said.Text("end")) is null) break;
        }

        return null;
    }

    public Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var (room, original) = (MatrixIds.RoomOf(place), MatrixIds.EventOf(message));
        if (removed.Has(original)) throw new ChatException(ChatProblem.Gone);
        if (card.IsErased)
        {
            await EraseAsync(room, original, cancellationToken).ConfigureAwait(false);
            if (card.Lines.IsEmpty) return;
            // It is no longer the message of this posting, which is gone: it says that it is gone.
            var words = await rendering.MessageAsync(room, card, picture: null, posting: null, MatrixIds.GroupOf(place), cancellationToken).ConfigureAwait(false);
            await api.SendAsync(room, MessageType, Token.From("erased", original), words, Urgency.Card, cancellationToken).ConfigureAwait(false);
            return;
        }

        var shown = card.Picture is null ? null : await api.FindEventAsync(room, original, cancellationToken).ConfigureAwait(false);
        var picture = await pictures.OfAsync(card, shown, cancellationToken).ConfigureAwait(false);
        var content = await rendering.MessageAsync(room, card, picture, posting, MatrixIds.GroupOf(place), cancellationToken).ConfigureAwait(false);
        await api.SendAsync(room, MessageType, Token.New(), Content.Edit(content, original), Urgency.Card, cancellationToken).ConfigureAwait(false);
        seeds.Plant(room, original, card.Reactions);
    });

    public Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        await EraseAsync(MatrixIds.RoomOf(place), MatrixIds.EventOf(message), cancellationToken).ConfigureAwait(false);
    });

    public Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
        MatrixIds.PrivatePlace(await direct.OpenAsync(MatrixIds.UserOf(person)!, cancellationToken).ConfigureAwait(false), group));

    public Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        Task.FromResult(direct.RoomsOf(MatrixIds.UserOf(person)!).Select(r => (PlaceId?)MatrixIds.PrivatePlace(r, group)).FirstOrDefault());

    public Task<PlaceId> OpenConversationAsync(Conversation conversation, CancellationToken cancellationToken) => conversations.OpenAsync(conversation, cancellationToken);

    public Task<PlaceId?> FindConversationAsync(Conversation conversation, CancellationToken cancellationToken) => conversations.FindAsync(conversation, cancellationToken);

    public Task<IReadOnlyDictionary<PersonId, Attendance>> AttendanceAsync(PlaceId conversation, CancellationToken cancellationToken) =>
        conversations.AttendanceAsync(conversation, cancellationToken);

    public Task CloseConversationAsync(PlaceId conversation, ImmutableArray<PersonId> leavers, CancellationToken cancellationToken) =>
        conversations.CloseAsync(conversation, leavers, cancellationToken);

    public Task<IDisposable> TurnAsync(PlaceId place, CardKind kind, CancellationToken cancellationToken) => turns.TakeAsync(place.Value, cancellationToken);

    public Task<ImmutableArray<string>> MissingAsync(PlaceId place, string language, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var state = await states.OfAsync(MatrixIds.RoomOf(place), cancellationToken).ConfigureAwait(false);
        return RoomLeave.Missing(state, api.Me, language);
    });

    public Task<ImmutableArray<PersonId>> FacilitatorsAsync(GroupId group, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => facilitators.OfAsync(group, cancellationToken));

    public Task<bool> IsFacilitatorAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => facilitators.IsAsync(group, person, cancellationToken));
}
