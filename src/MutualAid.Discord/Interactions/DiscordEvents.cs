using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Measuring;
using MutualAid.Discord.Gateway;
using MutualAid.Discord.Introductions;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Interactions;

/// <summary>Takes in what happens on Discord: each event to its handler, in the order of its place. One switch, and nothing else here.</summary>
internal sealed partial class DiscordEvents(
    Dispatcher dispatcher, Answering answering, Suggesting suggesting, Reactions reactions, Guilds guilds, PlaceQueues queues, DirectFallback fallback,
    Membership membership, DiscordClock clock, ILogger<DiscordEvents> log) : IGatewayEvents, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Begun begun = new();

    public bool Wants(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("INTERACTION_CREATE"u8) || name.SequenceEqual("MESSAGE_REACTION_ADD"u8) || name.SequenceEqual("MESSAGE_REACTION_REMOVE"u8)
        || name.SequenceEqual("READY"u8) || name.SequenceEqual("GUILD_CREATE"u8) || name.SequenceEqual("GUILD_DELETE"u8)
        || name.SequenceEqual("CHANNEL_UPDATE"u8) || name.SequenceEqual("GUILD_ROLE_UPDATE"u8) || name.SequenceEqual("CHANNEL_DELETE"u8) || name.SequenceEqual("THREAD_DELETE"u8);

    public async ValueTask ReceiveAsync(GatewayDispatch dispatch, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(dispatch, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // A frame that is not what Discord describes is passed over; what it was about comes again or is looked up.
            LogUnreadable(log, dispatch.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One event must not cost the shard, and with it everybody.
            LogFailed(log, e.GetType().Name);
        }
    }

    /// <inheritdoc/>
    public async Task DrainAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await begun.IdleAsync().WaitAsync(within, clock.Network, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogGivenUp(log);
        }

        await stopping.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose() => stopping.Dispose();

    private static T Read<T>(GatewayDispatch dispatch, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(dispatch.Data.Span, type) ?? throw new JsonException();

    private ValueTask TakeAsync(GatewayDispatch dispatch, CancellationToken cancellationToken) => dispatch.Name switch
    {
        "INTERACTION_CREATE" => InteractAsync(Read(dispatch, WireJson.Default.Interaction), cancellationToken),
        "MESSAGE_REACTION_ADD" => ReactAsync(dispatch, added: true, cancellationToken),
        "MESSAGE_REACTION_REMOVE" => ReactAsync(dispatch, added: false, cancellationToken),
        "READY" => guilds.BeginAsync(Read(dispatch, WireJson.Default.Ready), dispatch.Session, stopping.Token),
        "GUILD_CREATE" => CameAsync(Read(dispatch, WireJson.Default.GuildStub), dispatch, cancellationToken),
        "GUILD_DELETE" => LeftAsync(Read(dispatch, WireJson.Default.GuildStub), cancellationToken),
        "CHANNEL_UPDATE" => ChangedAsync(Read(dispatch, WireJson.Default.PlaceEvent), cancellationToken),
        "GUILD_ROLE_UPDATE" => ChangedAsync(Read(dispatch, WireJson.Default.RoleEvent).GuildId, place: null, cancellationToken),
        "CHANNEL_DELETE" or "THREAD_DELETE" => LostAsync(Read(dispatch, WireJson.Default.PlaceEvent), cancellationToken),
        _ => ValueTask.CompletedTask,
    };

    private ValueTask InteractAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        var arrived = clock.Network.GetTimestamp();
        if (InteractionReader.UserOf(interaction) is { } user && interaction.Type != InteractionTypes.Autocomplete) fallback.Saw(user, interaction);
        if (interaction.Type == InteractionTypes.Autocomplete)
        {
            // Whoever is typing waits for nobody, and nothing is changed by it.
            begun.Begin(() => suggesting.AnswerAsync(interaction, stopping.Token));
            return ValueTask.CompletedTask;
        }

        return InteractionReader.Read(interaction) is { } intent
            ? InTurnAsync(intent.Place, intent.Actor, turn => AnswerAsync(interaction, intent, arrived, turn), cancellationToken, () => TooMuchAsync(interaction, intent, arrived))
            : ValueTask.CompletedTask;
    }

    /// <summary>In a direct message only the button says which guild is meant.</summary>
    private async Task<bool> IsOutsiderAsync(Interaction interaction, Intent intent) =>
        interaction.GuildId is null && DiscordIds.GuildOf(intent.Group) is { } guild && InteractionReader.UserOf(interaction) is { } user
        && !await membership.IsMemberAsync(guild, user, stopping.Token).ConfigureAwait(false);

    private static Reply NotInGroup(Language language) => new() { Language = language.Tag, Text = language.Say(PlatformTexts.NotInGroup) };

    /// <summary>Its turn is over when it is done, not when Discord has the answer.</summary>
    private Task AnswerAsync(Interaction interaction, Intent intent, long arrived, PlaceTurn turn) => answering.AnswerAsync(
        interaction,
        arrived,
        async () =>
        {
            try
            {
                await turn.Come.ConfigureAwait(false);
                if (await IsOutsiderAsync(interaction, intent).ConfigureAwait(false)) return NotInGroup(Languages.Best(intent.Language));
                return await dispatcher.HandleAsync(intent, stopping.Token).ConfigureAwait(false);
            }
            finally
            {
                turn.Leave();
            }
        },
        stopping.Token);

    /// <summary>More of theirs waits than one person's share: they are told so, and nothing is done.</summary>
    private Task TooMuchAsync(Interaction interaction, Intent intent, long arrived) =>
        answering.AnswerAsync(interaction, arrived, () => Task.FromResult<Reply?>(TooMuch.Of(intent)), stopping.Token);

    /// <summary>Beyond one person's share it is passed over, and counts as never reacted: they may react again.</summary>
    private async ValueTask ReactAsync(GatewayDispatch dispatch, bool added, CancellationToken cancellationToken)
    {
        var reaction = Read(dispatch, WireJson.Default.ReactionEvent);
        if (!reactions.Matters(reaction, out var emoji)) return;
        var key = string.Create(CultureInfo.InvariantCulture, $"{dispatch.Session}:{dispatch.Sequence}");
        var place = DiscordIds.Place(reaction.GuildId!, reaction.ChannelId).Value;
        var most = added ? PlaceQueues.MostReactions : PlaceQueues.MostTakenBack;
        var entered = await queues.EnterUntoldAsync(place, DiscordIds.Person(reaction.UserId).Value, most, cancellationToken).ConfigureAwait(false);
        if (entered.IsRefused)
        {
            PlatformMeasures.PassedOver(DiscordIds.Platform);
            return;
        }

        begun.Begin(() => RunAsync(entered, async turn =>
        {
            await turn.Come.ConfigureAwait(false);
            await reactions.HandleAsync(reaction, emoji, added, key, stopping.Token).ConfigureAwait(false);
        }));
    }

    private async ValueTask CameAsync(GuildStub guild, GatewayDispatch dispatch, CancellationToken cancellationToken)
    {
        if (!guilds.IsNew(guild, dispatch.Session, dispatch.Data, stopping.Token)) return;
        await PresenceAsync(guild.Id, isPresent: true, cancellationToken).ConfigureAwait(false);
        await ChangedAsync(guild.Id, place: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>With the mark it is an outage: the bot is still in it.</summary>
    private async ValueTask LeftAsync(GuildStub guild, CancellationToken cancellationToken)
    {
        await guilds.LeftAsync(guild).ConfigureAwait(false);
        if (guild.Unavailable is null) await PresenceAsync(guild.Id, isPresent: false, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask PresenceAsync(string guild, bool isPresent, CancellationToken cancellationToken) => InTurnAsync(
        DiscordIds.Place(guild, guild),
        person: null,
        async turn =>
        {
            await turn.Come.ConfigureAwait(false);
            await dispatcher.PresenceAsync(DiscordIds.Group(guild), isPresent, stopping.Token).ConfigureAwait(false);
        },
        cancellationToken);

    private ValueTask ChangedAsync(PlaceEvent changed, CancellationToken cancellationToken) =>
        changed.GuildId is { } guild ? ChangedAsync(guild, DiscordIds.Place(guild, changed.Id), cancellationToken) : ValueTask.CompletedTask;

    /// <summary>What the bot may do there may be something else now.</summary>
    private ValueTask ChangedAsync(string guild, PlaceId? place, CancellationToken cancellationToken) => InTurnAsync(
        place ?? DiscordIds.Place(guild, guild),
        person: null,
        async turn =>
        {
            await turn.Come.ConfigureAwait(false);
            await dispatcher.PlaceChangedAsync(DiscordIds.Group(guild), place, stopping.Token).ConfigureAwait(false);
        },
        cancellationToken);

    private ValueTask LostAsync(PlaceEvent lost, CancellationToken cancellationToken)
    {
        if (lost.GuildId is not { } guild) return ValueTask.CompletedTask;
        var place = DiscordIds.Place(guild, lost.Id);
        return InTurnAsync(
            place,
            person: null,
            async turn =>
            {
                await turn.Come.ConfigureAwait(false);
                await dispatcher.PlaceLostAsync(DiscordIds.Group(guild), place, stopping.Token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Returns when it is in line; the socket goes on meanwhile. Only what can be answered with <paramref name="tooMuch"/> is ever refused.</summary>
    private async ValueTask InTurnAsync(PlaceId place, PersonId? person, Func<PlaceTurn, Task> act, CancellationToken cancellationToken, Func<Task>? tooMuch = null)
    {
        var turn = await queues.EnterAsync(place.Value, person?.Value, tooMuch is not null, cancellationToken).ConfigureAwait(false);
        if (!turn.IsRefused) begun.Begin(() => RunAsync(turn, act));
        else if (turn.IsFirstRefused) begun.Begin(() => RunAsync(turn, _ => tooMuch!()));
    }

    private async Task RunAsync(PlaceTurn turn, Func<PlaceTurn, Task> act)
    {
        try
        {
            await act(turn).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The bot stops; whoever waits is told by Discord that there was no answer.
        }
        catch (Exception e)
        {
            LogFailed(log, e.GetType().Name);
        }
        finally
        {
            turn.Leave();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "An event of the kind {Name} could not be read")]
    private static partial void LogUnreadable(ILogger log, string name);

    [LoggerMessage(2, LogLevel.Error, "What happened could not be handled: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);

    [LoggerMessage(3, LogLevel.Warning, "The bot stops before everything that was asked is answered")]
    private static partial void LogGivenUp(ILogger log);
}
