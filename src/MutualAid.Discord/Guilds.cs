using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord;

/// <summary>
/// The guilds that the bot is in, by id alone, so that a real invitation can be told from an outage that is over. Whoever invited the bot
/// is told what to do first, and what it still may not do. Called for one event after the other of a shard; thread-safe.
/// </summary>
internal sealed partial class Guilds(DiscordApi api, DiscordSelf self, CommandRegistration commands, ReplyRendering rendering, DiscordClock clock, ILogger<Guilds> log)
{
    /// <summary>Who came in longer ago was there before the process that began the session ended.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>The sessions whose guilds are all known. Of one that another process began only those are that changed since.</summary>
    private readonly HashSet<string> begun = new(StringComparer.Ordinal);

    /// <summary>Who the bot is, asked for; and its commands are brought up to date. Throws as <see cref="DiscordApi"/> does.</summary>
    public async Task LearnAsync(CancellationToken stop)
    {
        self.Know((await api.MeAsync(stop).ConfigureAwait(false)).Id);
        await commands.BringUpToDateAsync((await api.ApplicationAsync(stop).ConfigureAwait(false)).Id, stop).ConfigureAwait(false);
    }

    /// <summary>A session of this process has begun.</summary>
    public ValueTask BeginAsync(Ready ready, string session, CancellationToken stop)
    {
        self.Know(ready.User.Id);
        lock (gate)
        {
            known.UnionWith(ready.Guilds.Select(g => g.Id));
            begun.Add(session);
        }

        _ = Task.Run(() => commands.BringUpToDateAsync(ready.Application.Id, stop), CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Whether the bot was not in it before; then whoever invited it is told what to do first. <paramref name="data"/> is the whole event, which
    /// is read only for a guild that is new.
    /// </summary>
    public bool IsNew(GuildStub guild, string session, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        bool isCertain;
        lock (gate)
        {
            if (!known.Add(guild.Id) || guild.Unavailable is true) return false;
            isCertain = begun.Contains(session);
        }

        if (JsonSerializer.Deserialize(data.Span, WireJson.Default.JoinedGuild) is { } joined && (isCertain || clock.Decisions.GetUtcNow() - joined.JoinedAt < Lately))
            _ = Task.Run(() => WelcomeAsync(joined, stop), CancellationToken.None);
        return true;
    }

    public ValueTask LeftAsync(GuildStub guild)
    {
        // With the mark it is an outage: the bot is still in it.
        if (guild.Unavailable is null)
        {
            lock (gate) known.Remove(guild.Id);
        }

        return ValueTask.CompletedTask;
    }

    private async Task WelcomeAsync(JoinedGuild guild, CancellationToken stop)
    {
        try
        {
            var language = Languages.Best(guild.PreferredLocale);
            var text = language.Say(PlatformTexts.Welcome);
            var missing = PermissionCheck.MissingIn(guild, self.User, language.Tag);
            var reply = new Reply
            {
                Language = language.Tag,
                Text = text,
                Sections = missing.IsEmpty ? [] : [new ReplySection(language.Say(PlatformTexts.MissingEverywhere, ("permissions", string.Join(", ", missing))), [])],
            };
            var direct = await api.OpenDirectAsync(await InviterOfAsync(guild, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
            foreach (var message in rendering.Messages(reply, guild.Id))
                await api.PostAsync(direct.Id, new MessageBody { Flags = MessageFlags.ComponentsV2, Components = message.Components }, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DiscordRefusedException or DiscordUnreachableException or ChatException)
        {
            // /settings says the same to everybody.
            LogNotWelcomed(log, e.GetType().Name);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The bot stops.
        }
    }

    /// <summary>Only the audit log knows; where the bot may not read it, the owner is the one to tell.</summary>
    private async Task<string> InviterOfAsync(JoinedGuild guild, CancellationToken stop)
    {
        try
        {
            var added = await api.BotsAddedAsync(guild.Id, stop).ConfigureAwait(false);
            return added.AuditLogEntries.FirstOrDefault(e => self.Is(e.TargetId))?.UserId ?? guild.OwnerId;
        }
        catch (DiscordRefusedException)
        {
            return guild.OwnerId;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Whoever invited the bot could not be told what to do first: {Cause}")]
    private static partial void LogNotWelcomed(ILogger log, string cause);
}
