using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>
/// A facilitator keeps whoever posted something from posting for a time, with a reason that they are told. Never another facilitator, and never
/// for good. What they asked for stays.
/// </summary>
internal sealed class BlockPerson(NeedFinder needs, OfferFinder offers, GroupDirectory groups, WhoFacilitates who, IAttention attention)
{
    private const string Days = "days";
    private const int UsualDays = 30;
    private const int MostDays = 90;

    public async Task<Reply> OpenAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await needs.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await OpenAsync(ask, Posted.Of(need), cancellationToken);
    }

    public async Task<Reply> OpenAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await offers.ByButtonAsync(ask, id, cancellationToken);
        return offer is null ? refusal! : await OpenAsync(ask, Posted.Of(offer), cancellationToken);
    }

    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (need, refusal) = await needs.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await BlockAsync(ask, Posted.Of(need), values, cancellationToken);
    }

    public async Task<Reply> FromFormAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await offers.ByButtonAsync(ask, id, cancellationToken);
        return offer is null ? refusal! : await BlockAsync(ask, Posted.Of(offer), values, cancellationToken);
    }

    private async Task<Reply> OpenAsync(Ask ask, Posted posted, CancellationToken cancellationToken) =>
        await WhyNotAsync(ask, posted, cancellationToken) ?? ask.Tell(Texts.BlockIntro, ("number", posted.Number)) with { Form = FormFor(ask, posted) };

    private async Task<Reply> BlockAsync(Ask ask, Posted posted, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (await WhyNotAsync(ask, posted, cancellationToken) is { } no) return no;
        var (why, words, refusal) = Concerns.Read(ask, values);
        if (refusal is null && DaysOf(values) is null) refusal = ask.Refuse(Texts.BlockDaysBad, ("most", MostDays));
        if (refusal is not null) return refusal with { Form = FormFor(ask, posted, values) };

        var days = DaysOf(values)!.Value;
        var until = ask.Now + Duration.FromDays(days);
        var act = new FacilitatorAct(Token.From("act", ask.Key), ask.Now, ask.Actor, ActKind.Blocked) { Concern = why, Days = days };
        var block = new Block(Token.From("block", ask.Key), posted.Author, ask.Now, until, why)
        {
            Words = words,
            Number = posted.Number,
            IsHidden = posted.IsAnonymous,
            ToTell = BlockWord.Blocked,
        };
        var outcome = BlockOutcome.Gone;
        await groups.ChangeAsync(
            ask.Group.Id,
            g =>
            {
                (var next, outcome) = g.Blocking(block, act, ask.Now);
                return next;
            },
            cancellationToken);
        attention.Wants(ask.Group.Id);
        return outcome switch
        {
            BlockOutcome.Done => ask.Tell(Texts.BlockDone, ("number", posted.Number), ("when", ask.Moment(until))),
            BlockOutcome.Already => ask.Tell(Texts.BlockAlready, ("number", posted.Number)),
            BlockOutcome.TooMany => ask.Tell(Texts.BlockTooMany, ("n", Group.MostBlocks)),
            _ => throw new InvalidOperationException($"No answer to {outcome}."),
        };
    }

    private async Task<Reply?> WhyNotAsync(Ask ask, Posted posted, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        if (posted.Author == PersonId.Nobody) return ask.Refuse(Texts.ButtonStale);
        if (posted.Author == ask.Actor) return ask.Tell(Texts.BlockSelf);
        return await who.IsAsync(ask.Group.Id, posted.Author, cancellationToken) switch
        {
            true => ask.Tell(Texts.BlockOfFacilitator, ("number", posted.Number)),
            null => ask.Tell(Texts.BlockUnknown),
            false => null,
        };
    }

    private static int? DaysOf(ImmutableDictionary<string, string> values) =>
        MemberText.Clean(values.GetValueOrDefault(Days)) is not { } typed ? UsualDays
        : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays ? days : null;

    private static Form FormFor(Ask ask, Posted posted, ImmutableDictionary<string, string>? values = null) => new(
        posted.FormId,
        ask.Language.Plain(Texts.FormBlockTitle, ("number", posted.Number)),
        ask.Language.Plain(Texts.FormBlockSubmit),
        [
            .. Concerns.Fields(ask, values),
            new FormField(Days, ask.Language.Plain(Texts.FieldDays), Required: false, MaxLength: 3, values?.GetValueOrDefault(Days) ?? $"{UsualDays}", Paragraph: false, [], Hint: $"1-{MostDays}"),
        ],
        posted.Again);

    /// <summary>A need or an offer, as far as it matters here.</summary>
    private sealed record Posted(int Number, PersonId Author, bool IsAnonymous, string FormId, string Again)
    {
        public static Posted Of(Need need) => new(
            need.Number, need.Requester, need.Anonymous, FormList.NewId(FormList.Block, need.Id), ActionList.Id(ActionList.Block, need.Id));

        public static Posted Of(Offer offer) => new(
            offer.Number, offer.Giver, IsAnonymous: false, FormList.NewId(FormList.BlockOffer, offer.Id), ActionList.Id(ActionList.BlockOffer, offer.Id));
    }
}
