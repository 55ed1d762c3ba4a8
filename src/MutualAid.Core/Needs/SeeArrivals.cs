using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Somebody came into a private conversation, or said no, or left: where they are waited for there, the keeper looks.</summary>
internal sealed class SeeArrivals(INeedStore needs, GroupDirectory groups, NeedChanges changes)
{
    /// <summary>More than anybody has.</summary>
    private const int Most = 1000;

    public async Task OfAsync(GroupId id, PlaceId conversation, PersonId person, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        foreach (var need in (await needs.MentioningAsync(person, Most, cancellationToken)).Where(n => n.Group == id))
            await changes.ApplyAsync(need.Id, groups.RulesOf(group).Pace, now, n => (n.LookingFor(person, conversation, now), true), cancellationToken);
    }
}
