using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The requester files a need under another category, with one tap. Who is on it is not bothered.</summary>
internal sealed class SetCategory(NeedChanges changes, NeedFinder finder)
{
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, string category, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (need.Requester != ask.Actor) return NeedChangeReply.Of(ask, need, ChangeOutcome.NotYours);
        if (category.Length == 0)
        {
            return ask.Tell(Texts.CategoryChoose, ("number", need.Number)) with
            {
                Actions = NeedCategories.Buttons(ask, c => ActionList.Id(ActionList.Category, id, c)),
            };
        }

        if (!ask.Rules.Categories.Contains(category)) return ask.Refuse(Texts.ButtonStale);
        var result = await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, n => n.FiledBy(ask.Actor, category, ask.Key, ask.Now), cancellationToken);
        return result switch
        {
            null => ask.Refuse(Texts.ButtonStale),
            { Outcome: EditOutcome.Closed } => NeedChangeReply.Of(ask, need, ChangeOutcome.Closed),
            _ => ask.Tell(Texts.CategorySet, ("number", need.Number), ("kind", NeedCategories.Said(category, ask.Language))),
        };
    }
}
