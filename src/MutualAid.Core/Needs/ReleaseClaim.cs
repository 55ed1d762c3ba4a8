using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>Gives a claim back. No reason is asked; the group sees only that the need is open.</summary>
internal sealed class ReleaseClaim(NeedChanges changes, NeedFinder finder)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByNumberAsync(ask, cancellationToken);
        return need is null ? refusal! : await ReleaseAsync(ask, need, cancellationToken);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await ReleaseAsync(ask, need, cancellationToken);
    }

    /// <summary>Taking ✋ back. Silent where there was nothing to give back: a reaction is not a question.</summary>
    public async Task<Reply?> FromReactionAsync(Ask ask, Need need, CancellationToken cancellationToken) =>
        need.ActiveClaimOf(ask.Actor) is null ? null : await ReleaseAsync(ask, need, cancellationToken);

    private async Task<Reply> ReleaseAsync(Ask ask, Need need, CancellationToken cancellationToken)
    {
        var result = await changes.ApplyAsync(need.Id, ask.Rules.Pace, ask.Now, n => n.ReleasedBy(ask.Actor, ask.Key, ask.Now), cancellationToken);
        return result?.Outcome switch
        {
            ReleaseOutcome.Released or ReleaseOutcome.Repeated => ask.Tell(Texts.Released, ("number", need.Number)),
            ReleaseOutcome.NotYours => ask.Tell(Texts.ReleaseNothing, ("number", need.Number)),
            ReleaseOutcome.Closed => ask.Tell(Texts.NeedClosed, ("number", need.Number)),
            _ => ask.Refuse(Texts.ButtonStale),
        };
    }
}
