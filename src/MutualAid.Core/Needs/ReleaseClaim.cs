using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>Gives a claim back. No reason is asked; the group sees only that the need is open.</summary>
internal sealed class ReleaseClaim(INeedStore needs, NeedChanges changes, NeedFinder finder)
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

    /// <summary>The claim that was made by the event of this key goes with it; silent where there is none.</summary>
    public async Task<Reply?> FromTakenBackAsync(Ask ask, string key, CancellationToken cancellationToken)
    {
        var by = Token.From(key);
        var claimed = await needs.OpenClaimedByAsync(ask.Group.Id, ask.Actor, cancellationToken);
        return claimed.FirstOrDefault(n => n.ActiveClaimOf(ask.Actor)?.By == by) is { } need ? await ReleaseAsync(ask, need, cancellationToken) : null;
    }

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
