using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord;

/// <summary>
/// The calls of Discord's HTTP API that the bot makes, each named after what it does. Throws <see cref="DiscordRefusedException"/> and
/// <see cref="DiscordUnreachableException"/> as <see cref="DiscordRest"/> does.
/// </summary>
internal sealed class DiscordApi(DiscordRest rest)
{
    public Task<GatewayBot> GatewayAsync(CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Gateway) { MayRepeat = true }, WireJson.Default.GatewayBot, stop);

    /// <summary>How many processes use the token at once: each has its part of what Discord allows to all.</summary>
    public void Share(int processes) => rest.Share(processes);

    public Task<User> MeAsync(CancellationToken stop) => ReadAsync(new RestRequest(Routes.Me) { MayRepeat = true }, WireJson.Default.User, stop);

    public Task<Wire.ApplicationId> ApplicationAsync(CancellationToken stop) => ReadAsync(new RestRequest(Routes.Application) { MayRepeat = true }, WireJson.Default.ApplicationId, stop);

    public Task<IReadOnlyList<ApplicationCommand>> CommandsAsync(string application, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Commands(HttpMethod.Get, application)) { MayRepeat = true }, WireJson.Default.IReadOnlyListApplicationCommand, stop);

    public Task<IReadOnlyList<ApplicationCommand>> SetCommandsAsync(string application, IReadOnlyList<ApplicationCommand> commands, CancellationToken stop) =>
        ReadAsync(
            new RestRequest(Routes.Commands(HttpMethod.Put, application)) { Json = Json(commands, WireJson.Default.IReadOnlyListApplicationCommand), MayRepeat = true },
            WireJson.Default.IReadOnlyListApplicationCommand,
            stop);

    /// <summary>Repeatable: the nonce in the body makes two one.</summary>
    public Task<Message> PostAsync(string channel, MessageBody body, CancellationToken stop, IReadOnlyList<RestFile>? files = null, bool canWait = false) => ReadAsync(
        new RestRequest(Routes.Post(channel)) { Json = Json(body, WireJson.Default.MessageBody), Files = files ?? [], MayRepeat = body.EnforceNonce is true, CanWait = canWait },
        WireJson.Default.Message,
        stop);

    public Task EditAsync(string channel, string message, MessageBody body, IReadOnlyList<RestFile> files, CancellationToken stop, bool canWait = false) => rest.SendAsync(
        new RestRequest(Routes.Message(HttpMethod.Patch, channel, message)) { Json = Json(body, WireJson.Default.MessageBody), Files = files, MayRepeat = true, CanWait = canWait }, stop);

    public Task<Message> MessageAsync(string channel, string message, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Message(HttpMethod.Get, channel, message)) { MayRepeat = true }, WireJson.Default.Message, stop);

    public Task DeleteAsync(string channel, string message, bool canWait, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.Message(HttpMethod.Delete, channel, message)) { MayRepeat = true, CanWait = canWait }, stop);

    /// <summary>At most a hundred messages, newest first.</summary>
    public Task<IReadOnlyList<Message>> MessagesAsync(string channel, string? before, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Messages(channel, before)) { MayRepeat = true }, WireJson.Default.IReadOnlyListMessage, stop);

    public Task<Channel> OpenDirectAsync(string user, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.DirectChannels) { Json = Json(new RecipientBody(user), WireJson.Default.RecipientBody), MayRepeat = true }, WireJson.Default.Channel, stop);

    public Task<Channel> ChannelAsync(string channel, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Channel(HttpMethod.Get, channel)) { MayRepeat = true }, WireJson.Default.Channel, stop);

    public Task<Channel> StartThreadAsync(string channel, ThreadBody body, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Threads(channel)) { Json = Json(body, WireJson.Default.ThreadBody) }, WireJson.Default.Channel, stop);

    public async Task<IReadOnlyList<Channel>> ActiveThreadsAsync(string guild, CancellationToken stop) =>
        (await ReadAsync(new RestRequest(Routes.ActiveThreads(guild)) { MayRepeat = true }, WireJson.Default.ThreadList, stop).ConfigureAwait(false)).Threads;

    public Task AddToThreadAsync(string thread, string user, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.ThreadMember(HttpMethod.Put, thread, user)) { MayRepeat = true }, stop);

    public Task RemoveFromThreadAsync(string thread, string user, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.ThreadMember(HttpMethod.Delete, thread, user)) { MayRepeat = true }, stop);

    public Task ArchiveAsync(string thread, ArchiveBody body, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.Channel(HttpMethod.Patch, thread)) { Json = Json(body, WireJson.Default.ArchiveBody), MayRepeat = true }, stop);

    public Task<GuildOwner> GuildAsync(string guild, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Guild(guild)) { MayRepeat = true }, WireJson.Default.GuildOwner, stop);

    public Task<IReadOnlyList<Role>> RolesAsync(string guild, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Roles(guild)) { MayRepeat = true }, WireJson.Default.IReadOnlyListRole, stop);

    public Task<GuildMember> MemberAsync(string guild, string user, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.Member(guild, user)) { MayRepeat = true }, WireJson.Default.GuildMember, stop);

    /// <summary>Who added bots to the guild lately. Needs View Audit Log.</summary>
    public Task<AuditLog> BotsAddedAsync(string guild, CancellationToken stop) =>
        ReadAsync(new RestRequest(Routes.BotsAdded(guild)) { MayRepeat = true }, WireJson.Default.AuditLog, stop);

    /// <summary>The first answer to an interaction. An earlier attempt that got through after all counts as this one.</summary>
    public async Task AnswerAsync(Interaction interaction, InteractionResponse response, IReadOnlyList<RestFile> files, TimeSpan within, CancellationToken stop)
    {
        try
        {
            await rest.SendAsync(
                new RestRequest(Routes.Callback(interaction)) { Json = Json(response, WireJson.Default.InteractionResponse), Files = files, MayRepeat = true, TokenInPath = true, OfUseFor = within },
                stop).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (e.Code == ErrorCodes.AlreadyAcknowledged)
        {
            // Only one process handles an interaction, and only once: it was this answer.
        }
    }

    /// <summary>Fills in the answer that was announced before.</summary>
    public Task CompleteAsync(Interaction interaction, Whisper whisper, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.Original(interaction)) { Json = Json(Body(whisper) with { Flags = MessageFlags.ComponentsV2 }, WireJson.Default.MessageBody), Files = whisper.Files, MayRepeat = true, TokenInPath = true }, stop);

    /// <summary>Says more to the same person.</summary>
    public Task FollowUpAsync(Interaction interaction, Whisper whisper, CancellationToken stop) =>
        rest.SendAsync(new RestRequest(Routes.FollowUp(interaction)) { Json = Json(Body(whisper), WireJson.Default.MessageBody), Files = whisper.Files, TokenInPath = true }, stop);

    /// <summary>How long an edit in this channel would have to wait now.</summary>
    public TimeSpan WaitForEdit(string channel) => rest.WaitFor(Routes.Message(HttpMethod.Patch, channel, "0"));

    private static MessageBody Body(Whisper whisper) => new() { Flags = Whisper.Flags, Components = whisper.Components, Attachments = whisper.Attachments };

    private static byte[] Json<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    private async Task<T> ReadAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken stop)
    {
        var answer = await rest.SendAsync(request, stop).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer.Span, type) ?? throw new DiscordUnreachableException("an empty answer", isUncertain: true);
        }
        catch (JsonException e)
        {
            throw new DiscordUnreachableException("an answer that can't be read", isUncertain: true, e);
        }
    }
}
