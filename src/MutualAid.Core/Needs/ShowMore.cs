using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Needs;

/// <summary>The "…" of a card: everything this person can do with the need, for their eyes only.</summary>
internal sealed class ShowMore(NeedFinder finder)
{
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        var actions = NeedActions.For(ask, need).AddRange(MenuActions.For(ask, need));
        return actions.IsEmpty
            ? ask.Tell(need.IsOpen ? Texts.MoreNothing : Texts.NeedClosed, ("number", need.Number))
            : ask.Tell(Texts.MoreIntro, ("number", need.Number)) with { Actions = actions };
    }
}
