using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The answers to "still on it?" and "still needed?": yes, and the asking begins anew, later than before.</summary>
internal sealed class StillThere(NeedChanges changes, NeedFinder finder)
{
    public Task<Reply> ClaimerAsync(Ask ask, NeedId id, CancellationToken cancellationToken) =>
        AnswerAsync(ask, id, Texts.StillOnItNoted, n => n.StillOn(ask.Actor, ask.Key, ask.Now), cancellationToken);

    public Task<Reply> RequesterAsync(Ask ask, NeedId id, CancellationToken cancellationToken) =>
        AnswerAsync(ask, id, Texts.StillNeededNoted, n => n.KeptBy(ask.Actor, ask.Key, ask.Now), cancellationToken);

    private async Task<Reply> AnswerAsync(
        Ask ask, NeedId id, string noted, Func<Need, (Need Next, StillOutcome Outcome)> rule, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, rule, cancellationToken) is not { } done) return ask.Refuse(Texts.ButtonStale);
        return done.Outcome switch
        {
            StillOutcome.Noted or StillOutcome.Repeated => ask.Tell(noted, ("number", need.Number)),
            StillOutcome.Closed => ask.Tell(Texts.NeedClosed, ("number", need.Number)),
            StillOutcome.NotYours => ask.Tell(Texts.StillNotYours, ("number", need.Number)),
            _ => throw new InvalidOperationException($"No answer to {done.Outcome}."),
        };
    }
}
