using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Digests;

/// <summary>The digest now, to who asks alone; a facilitator may post it for all.</summary>
internal sealed class ShowDigest(INeedStore needs, IOfferStore offers, PostDigest post)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var open = (await needs.OpenInAsync(ask.Group.Id, cancellationToken)).Where(n => !n.IsUnseen).ToList();
        var closed = (await needs.ClosedInAsync(ask.Group.Id, PostDigest.SinceLast(ask.Group, ask.Now), cancellationToken)).Where(n => !n.IsUnseen).ToList();
        var isEmpty = open.Count == 0 && closed.All(n => n.Status != NeedStatus.Met);
        if (isEmpty) return ask.Tell(Texts.NeedsNone);
        var card = DigestCard.Of(
            open, closed, await offers.NewestAvailableAsync(ask.Group.Id, DigestCard.OffersToLookAt, cancellationToken), ask.Rules with { Language = ask.Language }, ask.Group.IsSurging(ask.Now), ask.Now);
        return new Reply
        {
            Language = ask.Language.Tag,
            Text = card.Title,
            Sections = [.. card.Lines.Select(line => new ReplySection(line, []))],
            Actions = ask.IsFacilitator ? [ask.Button(ActionList.Id(ActionList.PostDigest, default(NeedId)), Texts.ButtonPostDigest)] : [],
        };
    }

    public async Task<Reply> FromButtonAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (!ask.IsFacilitator) return ask.Refuse(Texts.DigestFacilitatorOnly);
        await post.NowAsync(ask.Group, ask.Actor, ask.Key, ask.Now, cancellationToken);
        return ask.Tell(Texts.DigestPosted, ("place", ask.Group.DigestPlace));
    }
}
