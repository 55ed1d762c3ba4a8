using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Needs;

/// <summary>The requester says "not yet", or asks again: the need is open under its number.</summary>
internal sealed class ReopenNeed(NeedChanges changes, NeedFinder finder, MayPost may)
{
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (await may.AgainAsync(ask, need, cancellationToken) is { } not) return not;
        var result = await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, n => n.ReopenedBy(ask.Actor, ask.Group.Settings.CardsPlace ?? ask.Group.Home, ask.Key, ask.Now), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }
}
