using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Localisation;
using MutualAid.Core.Measuring;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Commands;

/// <summary>
/// Where every platform's intents end. Safe from any thread. Never throws but for cancellation: an outage becomes a reply that says
/// nothing was saved for certain, with a short reference that stands in the log beside the cause and nothing else.
/// </summary>
public sealed partial class Dispatcher
{
    private readonly GroupDirectory groups;
    private readonly INeedStore needs;
    private readonly UseCases use;
    private readonly Troubles troubles;
    private readonly TellTrouble tell;
    private readonly TellReports reports;
    private readonly TimeProvider time;
    private readonly ILogger<Dispatcher> log;

    internal Dispatcher(GroupDirectory groups, INeedStore needs, UseCases use, Troubles troubles, TellTrouble tell, TellReports reports, TimeProvider time, ILogger<Dispatcher> log)
    {
        this.groups = groups;
        this.needs = needs;
        this.use = use;
        this.troubles = troubles;
        this.tell = tell;
        this.reports = reports;
        this.time = time;
        this.log = log;
    }

    /// <summary>
    /// Does what is wanted and answers the actor, in private; null where silence is the answer (a reaction that means nothing).
    /// Idempotent by <see cref="Intent.Key"/>: the same intent again changes nothing.
    /// </summary>
    public async Task<Reply?> HandleAsync(Intent intent, CancellationToken cancellationToken)
    {
        using var span = CoreMeasures.Handling(intent);
        var began = Stopwatch.GetTimestamp();
        var (reply, failed) = await TryAsync(intent, cancellationToken);
        if (failed) span?.SetStatus(ActivityStatusCode.Error);
        CoreMeasures.Handled(intent, failed, Stopwatch.GetElapsedTime(began));
        return reply;
    }

    private async Task<(Reply? Reply, bool Failed)> TryAsync(Intent intent, CancellationToken cancellationToken)
    {
        var language = Languages.Find(intent.Language);
        try
        {
            var now = time.GetCurrentInstant();
            var group = await groups.FindOrAddAsync(intent.Group, intent.Home, now, cancellationToken);
            var rules = groups.RulesOf(group);
            language ??= rules.Language;
            // An actor in the key: nobody can spend another person's key.
            var ask = new Ask(intent, $"{intent.Actor}|{intent.Key}", group, rules, language, now, ImmutableDictionary<string, string>.Empty, Typed: null);
            return (await reports.AlongAsync(ask, await tell.AlongAsync(ask, await RunAsync(ask, cancellationToken), cancellationToken), cancellationToken), false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var reference = Token.New()[..6];
            LogFailed(log, reference, intent.Body.GetType().Name, Causes(e));
            language ??= Languages.All[0];
            return (new Reply
            {
                Language = language.Tag,
                Text = language.Say(Texts.Failed, ("reference", reference)),
                GivenBack = intent.Body switch { CommandTyped typed => typed.Line, CommandSpoken spoken => spoken.Line, CommandUsed used => used.Typed, _ => null },
            }, true);
        }
    }

    /// <summary>
    /// A place of a group does not exist any more: cards that were shown there are shown where the group's cards go. Never throws but for
    /// cancellation; what fails is found out again when the card next changes.
    /// </summary>
    public async Task PlaceLostAsync(GroupId group, PlaceId place, CancellationToken cancellationToken)
    {
        try
        {
            await use.MoveCards.FromAsync(group, place, time.GetCurrentInstant(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(PlaceLostAsync), Causes(e));
        }
    }

    /// <summary>
    /// The bot came back into a place of a group, or what it may do there changed (null: in any of its places): what waits to be shown there is
    /// tried at once. A hint, which costs one look where nothing waits. Never throws but for cancellation; what fails is tried when it is due.
    /// </summary>
    public async Task PlaceChangedAsync(GroupId group, PlaceId? place, CancellationToken cancellationToken)
    {
        try
        {
            await troubles.TryAsync(group, place, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(PlaceChangedAsync), Causes(e));
        }
    }

    /// <summary>
    /// The bot was removed from a group for certain, or is in it again: what is kept of the group is erased after a while, or not after all. Idempotent;
    /// nothing where the group is not known. False where it could not be done now, and has to be asked for again. Never throws but for cancellation.
    /// </summary>
    public async Task<bool> PresenceAsync(GroupId group, bool isPresent, CancellationToken cancellationToken)
    {
        try
        {
            await groups.PresentAsync(group, isPresent, time.GetCurrentInstant(), cancellationToken);
            if (!isPresent) troubles.Tell(group);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(PresenceAsync), Causes(e));
            return false;
        }
    }

    /// <summary>
    /// Somebody came into a private conversation, said no to that, or left it (<see cref="IInvites"/>). Idempotent; nothing where nobody waits for them there.
    /// False where it could not be done now, and has to be asked for again. Never throws but for cancellation.
    /// </summary>
    public async Task<bool> AttendanceChangedAsync(GroupId group, PlaceId conversation, PersonId person, CancellationToken cancellationToken)
    {
        try
        {
            await use.SeeArrivals.OfAsync(group, conversation, person, time.GetCurrentInstant(), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(AttendanceChangedAsync), Causes(e));
            return false;
        }
    }

    /// <summary>Somebody removed a message of a group: a card that it was is shown again. Never throws but for cancellation.</summary>
    public async Task MessageLostAsync(GroupId group, MessageId message, CancellationToken cancellationToken)
    {
        try
        {
            await use.MoveCards.OfAsync(group, message, time.GetCurrentInstant(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(MessageLostAsync), Causes(e));
        }
    }

    /// <summary>
    /// Another place took over from one: the group is at home there from now on, and its cards are shown there. Idempotent. False where it
    /// could not be done now, and has to be asked for again. Never throws but for cancellation.
    /// </summary>
    public async Task<bool> PlaceMovedAsync(GroupId group, PlaceId from, PlaceId to, CancellationToken cancellationToken)
    {
        try
        {
            await use.MoveCards.ToAsync(group, from, to, time.GetCurrentInstant(), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, "-", nameof(PlaceMovedAsync), Causes(e));
            return false;
        }
    }

    private Task<Reply?> RunAsync(Ask ask, CancellationToken stop) => ask.Intent.Body switch
    {
        CommandTyped typed => RunLineAsync(ask with { Typed = typed.Line }, CommandLine.Parse(typed.Line), stop),
        CommandSpoken spoken => RunLineAsync(ask with { Typed = spoken.Line }, CommandLine.Parse(spoken.Line, PlainSpeech.Of(ask)), stop),
        CommandUsed used => RunCommandAsync(ask with { Typed = used.Typed, Options = used.Options }, CommandList.Find(used.Name), used.Name, stop),
        ActionPressed pressed => RunFoundAsync(ask, ActionList.Find(pressed.ActionId, stop)),
        MessageQuoted quoted => Task.FromResult<Reply?>(PostNeed.FromMessage(ask, quoted)),
        FormSubmitted form => RunFoundAsync(ask with { Key = $"{ask.Actor}|{form.FormId}" }, FormList.Find(form, stop)),
        Reacted reacted => RunReactionAsync(ask, reacted, stop),
        TakenBack back => use.ReleaseClaim.FromTakenBackAsync(ask, $"{ask.Actor}|{back.Key}", stop),
        _ => throw new InvalidOperationException($"Nobody handles {ask.Intent.Body.GetType().Name}."),
    };

    private async Task<Reply?> RunLineAsync(Ask ask, ParsedLine parsed, CancellationToken stop)
    {
        if (parsed is { Command: not null, Stray: { } stray })
        {
            var options = parsed.Command.Options.IsEmpty ? "–" : string.Join(", ", parsed.Command.Options.Select(o => o.Name + ":"));
            return ask.Misread(Texts.OptionUnknown, ("typed", new MemberWords(Excerpt.Of(stray))), ("command", parsed.Command.Name), ("options", options));
        }

        return await RunCommandAsync(ask with { Options = parsed.Options }, parsed.Command, parsed.Name, stop);
    }

    private async Task<Reply?> RunCommandAsync(Ask ask, Command? command, string name, CancellationToken stop)
    {
        if (command is null) return ask.Misread(Texts.CommandUnknown, ("typed", new MemberWords(Excerpt.Of(name))));
        var unknown = ask.Options.Keys.FirstOrDefault(k => command.Options.All(o => o.Name != k));
        if (unknown is null) return await command.Run(use, ask, stop);
        return ask.Misread(
            Texts.OptionUnknown,
            ("typed", new MemberWords(Excerpt.Of(unknown))),
            ("command", command.Name),
            ("options", command.Options.IsEmpty ? "–" : string.Join(", ", command.Options.Select(o => o.Name + ":"))));
    }

    private async Task<Reply?> RunFoundAsync(Ask ask, Func<UseCases, Ask, Task<Reply>>? found) =>
        found is null ? ask.Refuse(Texts.ButtonStale) : await found(use, ask);

    private async Task<Reply?> RunReactionAsync(Ask ask, Reacted reacted, CancellationToken stop)
    {
        if (await needs.FindByMessageAsync(reacted.Message, stop) is not { } need || need.Group != ask.Group.Id) return null;
        return (reacted.Emoji, reacted.Added) switch
        {
            (NeedCard.ClaimReaction, true) => await use.ClaimNeed.FromReactionAsync(ask, need, stop),
            (NeedCard.ClaimReaction, false) => await use.ReleaseClaim.FromReactionAsync(ask, need, stop),
            (NeedCard.DoneReaction, true) => await use.FinishNeed.FromReactionAsync(ask, need, stop),
            _ => null,
        };
    }

    /// <summary>Types and places only: the message of an exception may hold what a person wrote.</summary>
    private static string Causes(Exception e)
    {
        var causes = new List<string>();
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            var first = cause.StackTrace?.Split('\n', 2)[0].Trim() ?? "";
            causes.Add($"{cause.GetType().Name} {first}");
        }

        return string.Join(" <- ", causes);
    }

    [LoggerMessage(1, LogLevel.Error, "Could not answer an intent. Reference {Reference}, {Kind}: {Causes}")]
    private static partial void LogFailed(ILogger log, string reference, string kind, string causes);
}
