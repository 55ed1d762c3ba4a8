using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Discord.Introductions;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;
using NodaTime;

namespace MutualAid.Discord;

/// <summary>The outgoing side of Discord.</summary>
internal sealed partial class DiscordPlatform(
    DiscordApi api, DiscordSelf self, CardRendering rendering, PrivateThreads threads, PermissionCheck permissions, Facilitators facilitators, DirectFallback fallback, DiscordClock clock)
    : IChatPlatform, IIntroductions, IPaced, IPermissions, IFacilitators
{
    /// <summary>
    /// Discord itself drops a repeat of a nonce for "a few minutes" (Resources, Message, Create Message); this is well within that.
    /// </summary>
    private static readonly Duration NonceHolds = Duration.FromMinutes(2);

    /// <summary>As far as the two clocks may differ.</summary>
    private static readonly Duration ClockSkew = Duration.FromHours(2);

    private const int MostPages = 10;
    private readonly Turns turns = new();
    private readonly Turns patient = new();

    public string Name => DiscordIds.Platform;

    public Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var channel = DiscordIds.ChannelOf(place);
        try
        {
            var posted = await ShowAsync(channel, rendering.Draw(card), Post, cancellationToken).ConfigureAwait(false);
            return DiscordIds.Message(channel, posted.Id);
        }
        catch (DiscordRefusedException e) when (DiscordIds.IsDirect(place) && e.Code is ErrorCodes.CannotMessageUser or ErrorCodes.NoMutualGuild)
        {
            if (!await fallback.ShowAsync(place, card, cancellationToken).ConfigureAwait(false)) throw;
            return DiscordIds.Message(channel, "0");
        }

        Task<Message> Post(ShownPicture? picture) =>
            api.PostAsync(channel, rendering.Message(card, posting, GuildInButtons(place), picture), cancellationToken, picture?.Files, CanWait(card.Kind));
    });

    public async Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken)
    {
        if (since is { } young && clock.Now - young < NonceHolds) return null;
        var channel = DiscordIds.ChannelOf(place);
        var oldest = since?.Minus(ClockSkew).ToDateTimeOffset();
        var me = self.User;
        string? before = null;
        for (var page = 0; page < MostPages; page++)
        {
            var cursor = before;
            var messages = await ChatErrors.TranslateAsync(() => api.MessagesAsync(channel, cursor, cancellationToken)).ConfigureAwait(false);
            if (messages.FirstOrDefault(m => m.Author?.Id == me && m.Components?.Any(c => c.Id == CardRendering.Id(posting)) is true) is { } found)
                return DiscordIds.Message(channel, found.Id);
            if (messages.Count == 0 || DiscordIds.MadeAt(before = messages[^1].Id) < oldest) return null;
        }

        return null;
    }

    public Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken)
    {
        var channel = DiscordIds.ChannelOf(place);
        var edited = DiscordIds.SnowflakeOf(message);
        return ChatErrors.TranslateAsync(() => ShowAsync(channel, rendering.Draw(card), Edit, cancellationToken));

        async Task<bool> Edit(ShownPicture? picture)
        {
            var body = rendering.Message(card, CardRendering.Id(posting), GuildInButtons(place), picture);
            // A picture that is there already stays, and is not sent again; another one takes its place.
            var isNew = picture is not null && !picture.IsIn(await api.MessageAsync(channel, edited, cancellationToken).ConfigureAwait(false));
            if (isNew) body = body with { Attachments = picture!.Attachments };
            if (picture is null && card.Picture is not null) body = body with { Attachments = [] };
            await api.EditAsync(channel, edited, body, isNew ? picture!.Files : [], cancellationToken, CanWait(card.Kind)).ConfigureAwait(false);
            return true;
        }
    }

    public async Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await ChatErrors.TranslateAsync(() => api.DeleteAsync(DiscordIds.ChannelOf(place), DiscordIds.SnowflakeOf(message), CanWait(kind), cancellationToken)).ConfigureAwait(false);
        }
        catch (ChatException e) when (e.Problem is ChatProblem.Gone or ChatProblem.PlaceGone)
        {
            // That is what was wanted.
        }
    }

    public Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var user = DiscordIds.UserOf(person) ?? throw new ChatException(ChatProblem.Refused);
        var channel = await api.OpenDirectAsync(user, cancellationToken).ConfigureAwait(false);
        fallback.Know(channel.Id, person);
        return DiscordIds.DirectPlace(channel.Id, DiscordIds.GuildOf(group));
    });

    /// <summary>Opening one shows nobody anything.</summary>
    public async Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        await OpenDirectAsync(person, group, cancellationToken).ConfigureAwait(false);

    public Task<PlaceId> OpenConversationAsync(Conversation conversation, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => threads.OpenAsync(conversation, cancellationToken));

    public Task<PlaceId?> FindConversationAsync(Conversation conversation, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => threads.FindAsync(conversation, cancellationToken));

    public Task CloseConversationAsync(PlaceId conversation, ImmutableArray<PersonId> leavers, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => threads.CloseAsync(conversation, leavers, cancellationToken));

    public async Task<IDisposable> TurnAsync(PlaceId place, CardKind kind, CancellationToken cancellationToken)
    {
        var channel = DiscordIds.ChannelOf(place);
        // Two lines: a digest may wait long for Discord, and holds its turn while it does.
        var turn = await (CanWait(kind) ? patient : turns).TakeAsync(channel, cancellationToken).ConfigureAwait(false);
        try
        {
            // The newest state is what is sent: it is loaded when the channel has room for it, not before.
            await clock.DelayAsync(api.WaitForEdit(channel), cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public Task<ImmutableArray<string>> MissingAsync(PlaceId place, string language, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => permissions.MissingAsync(place, language, cancellationToken));

    public Task<ImmutableArray<PersonId>> FacilitatorsAsync(GroupId group, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => facilitators.OfAsync(DiscordIds.GuildOf(group), cancellationToken));

    public Task<bool> IsFacilitatorAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ChatErrors.TranslateAsync(() => facilitators.IsAsync(DiscordIds.GuildOf(group), person, cancellationToken));

    /// <summary>Where the bot may not attach files, the words stand there instead: they say the same.</summary>
    private async Task<T> ShowAsync<T>(string channel, ShownPicture? picture, Func<ShownPicture?, Task<T>> show, CancellationToken cancellationToken)
    {
        try
        {
            return await threads.AwakeAsync(channel, () => show(picture), cancellationToken).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (picture is not null && (e.Code is ErrorCodes.MissingPermissions or ErrorCodes.TooLarge))
        {
            return await threads.AwakeAsync(channel, () => show(null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A thousand digests at nine o'clock must not hold up the one card that somebody waits for.</summary>
    private static bool CanWait(CardKind kind) => kind is CardKind.Digest or CardKind.Reminder or CardKind.Chart;

    /// <summary>In a direct message nothing else tells which group a button is about.</summary>
    private static string? GuildInButtons(PlaceId place) => DiscordIds.IsDirect(place) ? DiscordIds.GuildOf(place) : null;
}
