using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>A place is gone: the open needs that were shown there are brought to where the group's cards go.</summary>
internal sealed class MoveCards(INeedStore needs, GroupDirectory groups, NeedChanges changes)
{
    public async Task FromAsync(GroupId id, PlaceId place, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        var shown = (await needs.OpenInAsync(id, cancellationToken)).Where(n => n.CardPosting?.Place == place);
        await Task.WhenAll(shown.Select(n => changes.ApplyAsync(n.Id, pace, now, need => (need.ShownAnew(now), true), cancellationToken)));
    }
}
