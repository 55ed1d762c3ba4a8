using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Privacy;

/// <summary>Every document that names somebody, in all groups, as far as one answer can hold.</summary>
internal sealed record Mine(PersonId Person, ImmutableArray<Need> Needs, ImmutableArray<Offer> Offers, ImmutableArray<Group> Groups, ImmutableArray<Member> Members)
{
    public bool IsEmpty => Needs.IsEmpty && Offers.IsEmpty && Groups.IsEmpty && Members.IsEmpty;

    /// <summary>What they asked for.</summary>
    public IEnumerable<Need> Asked => Needs.Where(n => n.Requester == Person && !n.IsHeld);

    /// <summary>What they typed and have not posted.</summary>
    public IEnumerable<Need> Typed => Needs.Where(n => n.Requester == Person && n.IsHeld);

    /// <summary>What they took on.</summary>
    public IEnumerable<(Need Need, Claim Claim)> Claimed => Needs.SelectMany(n => n.Claims.Where(c => c.Person == Person).Select(c => (n, c)));

    /// <summary>What they were told of because of an offer.</summary>
    public IEnumerable<(Need Need, Suggestion Suggestion)> Suggested => Needs.SelectMany(n => n.Suggestions.Where(s => s.Person == Person).Select(s => (n, s)));

    /// <summary>What they offered.</summary>
    public IEnumerable<Offer> Offered => Offers.Where(o => o.Giver == Person);

    /// <summary>The same of one group alone, or of all others.</summary>
    public Mine In(GroupId group, bool others = false) => this with
    {
        Needs = [.. Needs.Where(n => n.Group == group != others)],
        Offers = [.. Offers.Where(o => o.Group == group != others)],
        Groups = [.. Groups.Where(g => g.Id == group != others)],
        Members = [.. Members.Where(m => m.Id.Group == group != others)],
    };
}

/// <summary>Finds what is kept about a person, by the indexes of the stores.</summary>
internal sealed class FindMine(INeedStore needs, IOfferStore offers, IGroupStore groups, IMemberStore members)
{
    /// <summary>More than anybody has; whoever has more erases it in several steps.</summary>
    public const int Most = 1000;

    public async Task<Mine> OfAsync(PersonId person, CancellationToken cancellationToken) => new(
        person,
        [.. (await needs.MentioningAsync(person, Most, cancellationToken)).OrderBy(n => n.PostedAt)],
        [.. (await offers.MentioningAsync(person, Most, cancellationToken)).OrderBy(o => o.PostedAt)],
        [.. await groups.MentioningAsync(person, Most, cancellationToken)],
        [.. await members.OfAsync(person, Most, cancellationToken)]);
}
