using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Tests.Matching;

/// <summary>A group where everything of a set is offered, each by somebody else, a minute after the one before.</summary>
internal sealed class LabelledGroup
{
    private const int MostSuggestions = 3;
    private static readonly GroupId Group = new("labelled:group");
    private static readonly PlaceId Place = new("labelled:home");
    private static readonly Instant First = Instant.FromUtc(2026, 11, 23, 9, 0);
    private static readonly GroupRules Rules = GroupRules.Of(new GroupSettings(), new GroupOptions());
    private readonly LabelledSet set;
    private readonly OfferMatches matches;

    private LabelledGroup(LabelledSet set, OfferMatches matches) => (this.set, this.matches) = (set, matches);

    public static async Task<LabelledGroup> OfferAsync(LabelledSet set, IOfferStore offers, INeedStore needs)
    {
        var finding = new OfferMatches(offers, needs, set.Wording);
        for (var i = 0; i < set.Offers.Count; i++)
        {
            var text = set.Offers[i];
            var content = new OfferContent(text.What, text.Category ?? finding.Guess(text.What, Rules), text.Area, 1, null, Standing: true);
            var offer = Offer.Made(
                new OfferId(text.Id), Group, i + 1, new PersonId("labelled:giver-" + text.Id), content, finding.KeysOf(content, Rules), Place, "new", First + Duration.FromMinutes(i));
            if (!await offers.AddAsync(offer with { KeepAt = null }, CancellationToken.None)) throw new InvalidOperationException($"{text.Id} is there already.");
        }

        return new LabelledGroup(set, finding);
    }

    /// <summary>Which offers are suggested for a need, best first, by the bot's own way.</summary>
    public async Task<IReadOnlyList<string>> SuggestedForAsync(LabelledText text)
    {
        var asked = First + Duration.FromDays(1);
        var content = new NeedContent(text.What, text.Category ?? matches.Guess(text.What, Rules), null, text.Area, 1, null, null, false);
        var need = Need.Asked(new NeedId(text.Id), Group, set.Offers.Count + 1, new PersonId("labelled:asker"), content, Place, "new", asked);
        return [.. (await matches.OffersForAsync(need, Rules, asked, CancellationToken.None)).Take(MostSuggestions).Select(m => m.Offer.Id.Value)];
    }

    /// <summary>How well the suggestions for one half are; null: for all.</summary>
    public async Task<Quality> MeasureAsync(bool? heldOut = null)
    {
        var (suggested, right, possible) = (0, 0, 0);
        foreach (var need in set.Needs.Where(n => heldOut is null || n.IsHeldOut == heldOut))
        {
            var found = await SuggestedForAsync(need);
            suggested += found.Count;
            right += found.Count(need.Fits.Contains);
            possible += Math.Min(MostSuggestions, need.Fits.Length);
        }

        return new Quality(suggested, right, (double)right / suggested, (double)right / possible);
    }
}
