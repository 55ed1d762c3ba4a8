using Microsoft.Extensions.Options;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>Finds and changes groups; every change is one conditional write.</summary>
internal sealed class GroupDirectory(IGroupStore groups, IOptions<GroupOptions> options)
{
    public GroupRules RulesOf(Group group) => GroupRules.Of(group.Settings, options.Value);

    /// <summary>What holds where a group has no say.</summary>
    public GroupRules HostRules => GroupRules.Of(new GroupSettings(), options.Value);

    /// <summary>The group; met for the first time, it is added with what the host says.</summary>
    public async Task<Group> FindOrAddAsync(GroupId id, PlaceId home, Instant now, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await groups.FindAsync(id, cancellationToken) is { } group)
                return group.LeftAt is null ? group : await ChangeAsync(id, g => g.Heard(RulesOf(g), now), cancellationToken);
            await groups.AddAsync(New(id, home, now), cancellationToken);
        }
    }

    /// <summary>The group, or null.</summary>
    public Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken) => groups.FindAsync(id, cancellationToken);

    /// <summary>The bot was removed from it, or is in it again. Nothing where the group is not known.</summary>
    public async Task PresentAsync(GroupId id, bool isPresent, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } known || known.LeftAt is null == isPresent) return;
        var keptFor = Duration.FromTimeSpan(options.Value.EraseAbandonedAfter);
        await ChangeAsync(id, g => isPresent ? g.Returned(RulesOf(g), now) : g.Left(keptFor, now), cancellationToken);
    }

    /// <summary>The next number, taken for good.</summary>
    public async Task<int> TakeNumberAsync(GroupId id, Instant now, CancellationToken cancellationToken) =>
        (await ChangeAsync(id, g => g.NumberTaken(now), cancellationToken)).NextNumber - 1;

    /// <summary>A number for an offer: it is of the same row, and says nothing of how fast needs come.</summary>
    public async Task<int> TakeOfferNumberAsync(GroupId id, CancellationToken cancellationToken) =>
        (await ChangeAsync(id, g => g with { NextNumber = g.NextNumber + 1 }, cancellationToken)).NextNumber - 1;

    /// <summary>The group after the change; a change that returns the very same group writes nothing. It may run several times.</summary>
    public async Task<Group> ChangeAsync(GroupId id, Func<Group, Group> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var group = await groups.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException("A group went away.");
            var next = change(group);
            if (ReferenceEquals(next, group)) return group;
            if (await groups.SaveAsync(next, cancellationToken)) return next with { Version = group.Version + 1 };
        }
    }

    /// <summary>Met after the hour of its digest, a group has its first one tomorrow.</summary>
    private Group New(GroupId id, PlaceId home, Instant now)
    {
        var group = new Group { Id = id, Home = home };
        var rules = RulesOf(group);
        var isLate = now.InZone(rules.Zone).TimeOfDay >= rules.DigestTime;
        return (isLate ? group with { DigestedAt = now } : group).Rescheduled(rules, now);
    }
}
