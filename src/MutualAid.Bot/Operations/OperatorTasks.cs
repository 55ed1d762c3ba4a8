using Microsoft.Extensions.Options;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage;
using NodaTime;

namespace MutualAid.Bot.Operations;

/// <summary>Does what whoever runs the bot asks for, in the process that has the store open.</summary>
internal sealed class OperatorTasks(StoreBackup backup, IGroupStore groups, INeedStore needs, IOfferStore offers, IOptions<GroupOptions> options, TimeProvider time)
{
    private const int AtOnce = 200;

    /// <summary>Writes the answer there. Throws an <see cref="OperatorRefusal"/> where it can't be given.</summary>
    public async Task PerformAsync(OperatorRequest request, Stream to, CancellationToken cancellationToken)
    {
        switch (request.Verb)
        {
            case OperatorRequest.Backup:
                await backup.WriteAsync(to, cancellationToken);
                break;
            case OperatorRequest.Groups:
                await new GroupList(needs, offers, options.Value).WriteAsync(AllAsync(cancellationToken), to, cancellationToken);
                break;
            case OperatorRequest.Places:
                await foreach (var known in AllAsync(cancellationToken))
                {
                    foreach (var place in GroupPlaces.Of(known)) await Wire.WriteLineAsync(to, place.Value, cancellationToken);
                }

                break;
            default:
                var group = await FindAsync(request.Argument, cancellationToken);
                await new GroupExport(needs, offers, options.Value).WriteAsync(group, Instant.FromDateTimeOffset(time.GetUtcNow()), to, cancellationToken);
                break;
        }
    }

    /// <summary>The group of this id, or the only one whose id has this in it: such ids are long, and a shell reads some of their signs as its own.</summary>
    private async Task<Group> FindAsync(string written, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(new GroupId(written), cancellationToken) is { } exact) return exact;
        var found = new List<Group>();
        await foreach (var group in AllAsync(cancellationToken))
        {
            if (group.Id.Value.Contains(written, StringComparison.OrdinalIgnoreCase)) found.Add(group);
        }

        return found switch
        {
            [var only] => only,
            [] => throw new OperatorRefusal(ExitCodes.BadCommandLine, $"There is no group '{written}'. See which there are with: groups"),
            _ => throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{written}' is part of the names of {found.Count} groups. Give more of the one you mean; see which there are with: groups"),
        };
    }

    private async IAsyncEnumerable<Group> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GroupId? after = null;
        while (await groups.AllAsync(after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var group in page) yield return group;
            after = page[^1].Id;
        }
    }
}
