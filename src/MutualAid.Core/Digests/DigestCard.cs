using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>
/// What is unmet, by urgency in words, cut with a count where it would get long; what is covered, what was met, and what is offered. In a surge it is
/// shorter. It states what is so now, however long it has been shown.
/// </summary>
internal static class DigestCard
{
    private const int MostEntries = 15;
    private const int MostEntriesInSurge = 5;
    private const int MostMet = 10;
    private const int MostOffers = 5;

    /// <summary>So many offers say whether there are more than are named.</summary>
    public const int OffersToLookAt = MostOffers + 1;

    /// <summary>Brought back so often that it is marked as waiting: those who chose to be told were told.</summary>
    private const int WaitingAfter = 2;

    private static readonly Duration SoonWithin = Duration.FromDays(3);

    /// <param name="open">All open needs of the group.</param>
    /// <param name="closed">Needs that were closed since the last digest.</param>
    /// <param name="offers">The newest that can be asked for; at most <see cref="OffersToLookAt"/>.</param>
    /// <param name="rules">The group's rules.</param>
    /// <param name="surging">Whether needs come faster than the group reads.</param>
    /// <param name="now">The time.</param>
    public static Card Of(IReadOnlyList<Need> open, IReadOnlyList<Need> closed, IReadOnlyList<Offer> offers, GroupRules rules, bool surging, Instant now)
    {
        var language = rules.Language;
        var waiting = NeedOrder.MostPressing(open.Where(n => n.Remaining > 0)).ToList();
        var lines = ImmutableArray.CreateBuilder<RichText>();
        var most = surging ? MostEntriesInSurge : MostEntries;
        string? heading = null;
        foreach (var need in waiting.Take(most))
        {
            var urgency = Urgency(need, rules, now);
            if (urgency != heading) lines.Add(language.Say(heading = urgency));
            var line = NeedRow.Line(need, language, rules.Zone);
            lines.Add(need is { Covered: 0, Reminders: >= WaitingAfter } ? line.Then(RichText.Of(" · ")).Then(language.Say(Texts.DigestWaiting)) : line);
        }

        if (waiting.Count > most) lines.Add(language.Say(Texts.DigestMore, ("n", waiting.Count - most)));
        if (open.Count(n => n.Remaining == 0) is > 0 and var covered) lines.Add(language.Say(Texts.DigestCovered, ("n", covered)));
        if (!surging && closed.Where(n => n.Status == NeedStatus.Met).ToList() is { Count: > 0 } met) lines.Add(Met(met, language));
        if (!surging && offers.Count > 0) lines.Add(Offered(offers, language));
        if (surging) lines.Add(language.Say(Texts.SurgeInDigest));
        return new Card
        {
            Kind = CardKind.Digest,
            Language = language.Tag,
            Title = waiting.Count == 0 ? language.Say(Texts.DigestAllCovered) : language.Say(Texts.DigestTitle, ("n", waiting.Count)),
            Lines = lines.ToImmutable(),
        };
    }

    private static RichText Met(List<Need> met, Language language)
    {
        var links = met.Take(MostMet).Select(n => RichText.Of(NeedRow.Link(n))).Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));
        return met.Count > MostMet
            ? language.Say(Texts.DigestMetMore, ("needs", links), ("n", met.Count - MostMet))
            : language.Say(Texts.DigestMet, ("needs", links));
    }

    private static RichText Offered(IReadOnlyList<Offer> offers, Language language)
    {
        var named = offers.Take(MostOffers).Select(OfferRow.Short).Aggregate((all, one) => all.Then(RichText.Of(" · ")).Then(one));
        return language.Say(offers.Count > MostOffers ? Texts.DigestOffersMore : Texts.DigestOffers, ("offers", named));
    }

    private static string Urgency(Need need, GroupRules rules, Instant now)
    {
        if (need.NeededBy is not { } by) return Texts.DigestWhenever;
        if (by < now) return Texts.DigestOverdue;
        if (by.InZone(rules.Zone).Date == now.InZone(rules.Zone).Date) return Texts.DigestToday;
        return by - now <= SoonWithin ? Texts.DigestSoon : Texts.DigestLater;
    }
}
