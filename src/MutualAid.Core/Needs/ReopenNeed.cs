using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Needs;

/// <summary>The requester says "not yet", or asks again: the need is open under its number.</summary>
internal sealed class ReopenNeed(NeedChanges changes, NeedFinder finder, MayPost may)
{
    /// <summary>What the button says beside the need where it answers that who helped says that it is met.</summary>
    public const string NotYet = "not-yet";

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, string extra, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (await may.AgainAsync(ask, need, cancellationToken) is { } not) return not;
        var otherwise = ask.Group.Settings.CardsPlace ?? ask.Group.Home;
        var result = await changes.ApplyAsync(
            id, ask.Rules.Pace, ask.Now, n => n.ReopenedBy(ask.Actor, otherwise, ask.Key, ask.Now, notYet: extra == NotYet), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }
}
