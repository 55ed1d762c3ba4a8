using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>What is unmet, by urgency in words, cut with a count where it would get long.</summary>
internal static class DigestCard
{
    private const int MostEntries = 15;
    private static readonly Duration SoonWithin = Duration.FromDays(3);

    public static Card Of(IReadOnlyList<Need> open, GroupRules rules, Instant now)
    {
        var language = rules.Language;
        var waiting = NeedOrder.MostPressing(open.Where(n => n.Remaining > 0)).ToList();
        var lines = ImmutableArray.CreateBuilder<RichText>();
        string? heading = null;
        foreach (var need in waiting.Take(MostEntries))
        {
            var urgency = Urgency(need, rules, now);
            if (urgency != heading) lines.Add(language.Say(heading = urgency));
            lines.Add(NeedRow.Line(need, language, rules.Zone));
        }

        if (waiting.Count > MostEntries) lines.Add(language.Say(Texts.DigestMore, ("n", waiting.Count - MostEntries)));
        return new Card
        {
            Kind = CardKind.Digest,
            Language = language.Tag,
            Title = waiting.Count == 0 ? language.Say(Texts.DigestAllCovered) : language.Say(Texts.DigestTitle, ("n", waiting.Count)),
            Lines = lines.ToImmutable(),
        };
    }

    private static string Urgency(Need need, GroupRules rules, Instant now)
    {
        if (need.NeededBy is not { } by) return Texts.DigestWhenever;
        if (by < now) return Texts.DigestOverdue;
        if (by.InZone(rules.Zone).Date == now.InZone(rules.Zone).Date) return Texts.DigestToday;
        return by - now <= SoonWithin ? Texts.DigestSoon : Texts.DigestLater;
    }
}
