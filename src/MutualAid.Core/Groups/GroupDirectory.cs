using Microsoft.Extensions.Options;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>Finds and changes groups; every change is one conditional write.</summary>
internal sealed class GroupDirectory(IGroupStore groups, IOptions<GroupOptions> options)
{
    public GroupRules RulesOf(Group group) => GroupRules.Of(group.Settings, options.Value);

    /// <summary>The group; met for the first time, it is added with what the host says.</summary>
    public async Task<Group> FindOrAddAsync(GroupId id, PlaceId home, Instant now, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await groups.FindAsync(id, cancellationToken) is { } group) return group;
            await groups.AddAsync(Rescheduled(new Group { Id = id, Home = home }, now), cancellationToken);
        }
    }

    /// <summary>The group, or null.</summary>
    public Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken) => groups.FindAsync(id, cancellationToken);

    /// <summary>The next number, taken for good.</summary>
    public async Task<int> TakeNumberAsync(GroupId id, CancellationToken cancellationToken) =>
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

    /// <summary>The same group with its next digest at the hour of its rules.</summary>
    public Group Rescheduled(Group group, Instant now) => group with { DigestAt = RulesOf(group).NextDigest(now) };
}
