using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>Whispers the private details to the requester and to current claimers, and to nobody else.</summary>
internal sealed class ShowDetails(NeedFinder finder)
{
    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (!need.MaySeeDetails(ask.Actor))
            return ask.Tell(need.IsOpen ? Texts.DetailsNotForYou : Texts.NeedClosed, ("number", need.Number));
        var lines = PrivateCards.PrivateLines(need, ask.Language).AddRange(need.Changes(ask.Rules, ask.Language));
        return lines.IsEmpty
            ? ask.Tell(Texts.DetailsNone, ("number", need.Number))
            : ask.Tell(Texts.DetailsIntro, ("number", need.Number)) with { ShowsDetails = true, Sections = [.. lines.Select(l => new ReplySection(l, []))] };
    }
}
