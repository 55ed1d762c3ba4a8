using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Core.Measuring;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Interactions;

/// <summary>
/// Answers interactions in time, whatever a handler does. Discord waits three seconds for the first answer (Interactions, Receiving and
/// Responding): what takes longer than half of that is announced first and filled in after. Only the person who acted sees any of it.
/// </summary>
internal sealed partial class Answering(DiscordApi api, ReplyRendering rendering, DiscordClock clock, ILogger<Answering> log)
{
    private static readonly TimeSpan AnnounceAfter = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.8);

    /// <summary>An interaction this old on arrival waited out an outage: Discord is asked whether anybody still waits for it, before it is done.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs a handler and answers with its reply. When the person can't be answered any more at all, the handler does not run: what was
    /// reported as failed must not happen after all, and then once more when it is tried again. <paramref name="arrived"/> is a timestamp
    /// of the network clock. Throws only for cancellation.
    /// </summary>
    public async Task AnswerAsync(Interaction interaction, long arrived, Func<Task<Reply?>> handle, CancellationToken stop)
    {
        try
        {
            var waited = clock.Network.GetElapsedTime(arrived);
            var age = DiscordIds.MadeAt(interaction.Id) is { } made ? clock.Network.GetUtcNow() - made : TimeSpan.Zero;
            if (waited > AnnounceAfter || age > Late)
            {
                await AnnounceAsync(interaction, AnswerWithin, stop).ConfigureAwait(false);
                PlatformMeasures.Acknowledged(DiscordIds.Platform, clock.Network.GetElapsedTime(arrived));
                await FillInAsync(interaction, await handle().ConfigureAwait(false), stop).ConfigureAwait(false);
                return;
            }

            var handling = handle();
            if (!handling.IsCompleted && await Task.WhenAny(handling, clock.DelayAsync(AnnounceAfter - waited, stop)).ConfigureAwait(false) != handling)
            {
                stop.ThrowIfCancellationRequested();
                await AnnounceAsync(interaction, AnswerWithin - AnnounceAfter, stop).ConfigureAwait(false);
                PlatformMeasures.Acknowledged(DiscordIds.Platform, clock.Network.GetElapsedTime(arrived));
                await FillInAsync(interaction, await handling.ConfigureAwait(false), stop).ConfigureAwait(false);
                return;
            }

            await AnswerNowAsync(interaction, await handling.ConfigureAwait(false), AnswerWithin - waited, stop).ConfigureAwait(false);
            PlatformMeasures.Acknowledged(DiscordIds.Platform, clock.Network.GetElapsedTime(arrived));
        }
        catch (DiscordRefusedException e)
        {
            LogUnanswered(log, e.Status, e.Code);
        }
        catch (DiscordUnreachableException)
        {
            LogUnreachable(log);
        }
    }

    private Task AnnounceAsync(Interaction interaction, TimeSpan within, CancellationToken stop) => api.AnswerAsync(
        interaction, new InteractionResponse(ResponseTypes.DeferredMessage, new ResponseData { Flags = MessageFlags.Ephemeral }), [], within, stop);

    private async Task AnswerNowAsync(Interaction interaction, Reply? reply, TimeSpan within, CancellationToken stop)
    {
        if (reply is null)
        {
            await api.AnswerAsync(interaction, new InteractionResponse(ResponseTypes.DeferredUpdate), [], within, stop).ConfigureAwait(false);
            return;
        }

        // A modal can't be answered by a modal: then what was typed is shown, with a button that opens it again.
        if (reply.Form is { } form && interaction.Type != InteractionTypes.ModalSubmit)
        {
            var shown = interaction is { Type: InteractionTypes.Component, Message: { } message, Data.CustomId: { } id } && FormRendering.AgainOf(Buttons.Read(id).Action) is not null
                ? FormRendering.Refilled(form, message)
                : form;
            await api.AnswerAsync(interaction, new InteractionResponse(ResponseTypes.Modal, FormRendering.Modal(shown, GuildNamed(interaction))), [], within, stop).ConfigureAwait(false);
            return;
        }

        var messages = Messages(interaction, reply);
        await api.AnswerAsync(
            interaction,
            new InteractionResponse(ResponseTypes.Message, new ResponseData
            {
                Flags = Whisper.Flags,
                Components = messages[0].Components,
                AllowedMentions = AllowedMentions.None,
                Attachments = messages[0].Attachments,
            }),
            messages[0].Files,
            within,
            stop).ConfigureAwait(false);
        foreach (var more in messages.Skip(1)) await api.FollowUpAsync(interaction, more, stop).ConfigureAwait(false);
    }

    private async Task FillInAsync(Interaction interaction, Reply? reply, CancellationToken stop)
    {
        // What was announced has to be filled in with something.
        reply ??= new Reply { Language = interaction.Locale ?? "", Text = RichText.Of("✓") };
        var messages = Messages(interaction, reply);
        await api.CompleteAsync(interaction, messages[0], stop).ConfigureAwait(false);
        foreach (var more in messages.Skip(1)) await api.FollowUpAsync(interaction, more, stop).ConfigureAwait(false);
    }

    private static string? GuildNamed(Interaction interaction) =>
        interaction.GuildId is null && interaction.Data?.CustomId is { } id ? Buttons.Read(id).Guild : null;

    /// <summary>The reply, and what the bot is missing in the place where it was asked for something.</summary>
    private IReadOnlyList<Whisper> Messages(Interaction interaction, Reply reply)
    {
        if (interaction is { Type: InteractionTypes.Command or InteractionTypes.ModalSubmit, GuildId: { } guild, ChannelId: { } channel }
            && PermissionCheck.MissingAt(interaction, reply.Language) is { IsEmpty: false } missing)
        {
            var told = Languages.Best(reply.Language).Say(
                PlatformTexts.MissingIn, ("place", InteractionReader.HomeOf(interaction, guild, channel)), ("permissions", string.Join(", ", missing)));
            reply = reply with { Sections = reply.Sections.Add(new ReplySection(told, [])) };
        }

        return rendering.Messages(reply, GuildNamed(interaction));
    }

    [LoggerMessage(1, LogLevel.Warning, "An interaction could not be answered: {Status}, code {Code}")]
    private static partial void LogUnanswered(ILogger log, int status, int code);

    [LoggerMessage(2, LogLevel.Warning, "An interaction could not be answered: Discord was not reached in time")]
    private static partial void LogUnreachable(ILogger log);
}
