using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>Done: one question with four taps. Nobody is blamed, and "I don't know yet" is an answer.</summary>
internal sealed class FinishNeed(NeedChanges changes, NeedFinder finder)
{
    private const string DontKnow = "unknown";

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByNumberAsync(ask, cancellationToken);
        return need is null ? refusal! : await FinishAsync(ask, need, DoneAnswer.Done, cancellationToken);
    }

    /// <summary>✅ by the claimer: their part is done; by the requester: the need is met.</summary>
    public Task<Reply> FromReactionAsync(Ask ask, Need need, CancellationToken cancellationToken) =>
        FinishAsync(ask, need, DoneAnswer.Done, cancellationToken);

    /// <summary>The question.</summary>
    public async Task<Reply> AskAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (!need.IsOpen) return ask.Tell(Texts.NeedClosed, ("number", need.Number));
        if (need.Requester != ask.Actor && need.ActiveClaimOf(ask.Actor) is null) return ask.Tell(Texts.NotYours, ("number", need.Number));
        CardAction Answer(string extra, string text) => ask.Button(ActionList.Id(ActionList.Finish, id, extra), text);
        return ask.Tell(Texts.DoneQuestion, ("number", need.Number)) with
        {
            Actions =
            [
                Answer(nameof(DoneAnswer.Met), Texts.ButtonMet),
                Answer(nameof(DoneAnswer.MoreNeeded), Texts.ButtonMoreNeeded),
                Answer(nameof(DoneAnswer.SomebodyElse), Texts.ButtonSomebodyElse),
                Answer(DontKnow, Texts.ButtonDontKnow),
            ],
        };
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, string extra, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (extra == DontKnow) return ask.Tell(Texts.DoneUnknown, ("number", need.Number));
        return Enum.TryParse<DoneAnswer>(extra, out var answer) && Enum.IsDefined(answer)
            ? await FinishAsync(ask, need, answer, cancellationToken)
            : ask.Refuse(Texts.ButtonStale);
    }

    private async Task<Reply> FinishAsync(Ask ask, Need need, DoneAnswer answer, CancellationToken cancellationToken)
    {
        var result = await changes.ApplyAsync(need.Id, ask.Rules.Pace, ask.Now, n => n.FinishedBy(ask.Actor, answer, ask.Key, ask.Now), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }
}
