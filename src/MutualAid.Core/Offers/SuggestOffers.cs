using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>
/// Tells people whose offers fit a need, privately: at most three a need, each once, and nobody more often than is bearable. "No thanks" is one
/// tap; nobody learns who was asked, or who declined.
/// </summary>
internal sealed class SuggestOffers(OfferMatches matches, MemberDirectory members, GroupDirectory groups, NeedChanges changes, NeedFinder finder)
{
    /// <summary>A need is due to be suggested. Doing it again changes nothing.</summary>
    public async Task HandleAsync(Need need, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(need.Group, cancellationToken) is not { } group) return;
        var rules = groups.RulesOf(group);
        var room = need.RoomForSuggestions;
        var told = ImmutableArray.CreateBuilder<OfferMatch>();
        foreach (var match in room == 0 ? [] : await matches.OffersForAsync(need, rules, now, cancellationToken))
        {
            if (told.Count == room) break;
            if (need.Suggestions.Any(s => s.Person == match.Offer.Giver) || need.Claims.Any(c => c.Person == match.Offer.Giver)) continue;
            if (await members.MaySuggestAsync(new MemberId(need.Group, match.Offer.Giver), need.Id, now, cancellationToken)) told.Add(match);
        }

        await changes.ApplyAsync(need.Id, rules.Pace, now, n => (n.SuggestedTo(told.ToImmutable(), now), true), cancellationToken);
    }

    /// <summary>"No thanks".</summary>
    public async Task<Reply> DeclineAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        var result = await changes.ApplyAsync(id, ask.Rules.Pace, ask.Now, n => (n.DeclinedBy(ask.Actor), n.Suggestions.Any(s => s.Person == ask.Actor)), cancellationToken);
        return result is { Outcome: true }
            ? ask.Tell(Texts.SuggestionDeclined, ("number", need.Number)) with
            {
                Actions = [ask.Button(ActionList.Id(ActionList.Suggesting, default(NeedId), "off"), Texts.ButtonSuggestNothing)],
            }
            : ask.Refuse(Texts.ButtonStale);
    }

    /// <summary>Whether they want to be told when their offers fit; pressing twice is the same as once.</summary>
    public async Task<Reply> TurnAsync(Ask ask, string choice, CancellationToken cancellationToken)
    {
        if (choice is not ("on" or "off")) return ask.Refuse(Texts.ButtonStale);
        var off = choice == "off";
        await members.ChangeAsync(ask.Member, m => m.NoSuggestions == off ? m : m with { NoSuggestions = off }, cancellationToken);
        return ask.Tell(off ? Texts.SuggestionsOff : Texts.SuggestionsOn) with
        {
            Actions = [ask.Button(ActionList.Id(ActionList.Suggesting, default(NeedId), off ? "on" : "off"), off ? Texts.ButtonSuggestAgain : Texts.ButtonSuggestNothing)],
        };
    }
}
