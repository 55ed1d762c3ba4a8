using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Needs;

/// <summary>What somebody asked for, took on and offers, with the buttons to act on each.</summary>
internal sealed class ListMine(INeedStore needs, IOfferStore offers)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var asked = await needs.OpenAskedByAsync(ask.Group.Id, ask.Actor, cancellationToken);
        var claimed = (await needs.OpenClaimedByAsync(ask.Group.Id, ask.Actor, cancellationToken))
            .Where(n => n.ActiveClaimOf(ask.Actor) is not null).ToList();
        var offered = await offers.OpenOfAsync(ask.Group.Id, ask.Actor, cancellationToken);
        var tell = ask.Button(ActionList.Id(ActionList.Tell, default(NeedId)), Texts.ButtonTellAbout);
        if (asked.Count + claimed.Count + offered.Count == 0) return ask.Tell(Texts.MineNone) with { Actions = [tell] };
        return ask.Tell(Texts.MineIntro) with
        {
            Actions = [tell],
            Sections =
            [
                .. asked.Select(n => NeedRow.Of(ask, n)),
                .. offered.Select(o => OfferRow.Of(ask, o) with { Text = ask.Language.Say(Texts.MineOffered).Then(OfferRow.Line(o, ask.Language, ask.Rules.Zone)) }),
                .. claimed.Select(n => NeedRow.Of(ask, n) with { Text = ask.Language.Say(Texts.MineClaimed).Then(NeedRow.Line(n, ask.Language, ask.Rules.Zone)) }),
            ],
        };
    }
}
