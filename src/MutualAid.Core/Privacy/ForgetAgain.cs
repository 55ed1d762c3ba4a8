using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>What holds documents that name people.</summary>
internal sealed record NamingStores(INeedStore Needs, IOfferStore Offers, IGroupStore Groups, IMemberStore Members);

/// <summary>
/// Where an older copy took the place of the store, what was erased for good since that copy was made is erased again. For the host, when the store is
/// open and before anything else is started. Can be cut off and done again; costs one look where nothing was brought back.
/// </summary>
public sealed partial class ForgetAgain
{
    private const int AtOnce = 200;

    /// <summary>Before all numbers.</summary>
    private const int First = -1;

    private readonly IErasures erasures;
    private readonly NamingStores stores;
    private readonly ForgetPerson forget;
    private readonly EraseAbandoned abandoned;
    private readonly GroupDirectory groups;
    private readonly TimeProvider time;
    private readonly ILogger<ForgetAgain> log;

    internal ForgetAgain(IErasures erasures, NamingStores stores, ForgetPerson forget, EraseAbandoned abandoned, GroupDirectory groups, TimeProvider time, ILogger<ForgetAgain> log)
    {
        this.erasures = erasures;
        this.stores = stores;
        this.forget = forget;
        this.abandoned = abandoned;
        this.groups = groups;
        this.time = time;
        this.log = log;
    }

    /// <summary>Does it. Throws a <see cref="StorageException"/> where the store fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await erasures.BroughtBackAsync(cancellationToken) is not { } back) return;
        var (erased, people) = (0, new Dictionary<PersonId, (MemberId Member, string Mark)>());
        GroupId? after = null;
        while (await stores.Groups.AllAsync(after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var group in page)
            {
                if (back.MarkOf(Erased.Of(group.Id)) is null)
                {
                    await foreach (var person in PeopleInAsync(group, cancellationToken))
                    {
                        if (!people.ContainsKey(person) && back.MarkOf(Erased.Of(person)) is { } mark) people.Add(person, (new MemberId(group.Id, person), mark));
                    }
                }
                else
                {
                    await EraseAsync(group.Id, cancellationToken);
                    erased++;
                }
            }

            after = page[^1].Id;
        }

        // Each of them goes on by itself from then on, whatever happens.
        foreach (var (member, mark) in people.Values) await forget.BeginAgainAsync(member, mark, cancellationToken);
        await erasures.AreGoneAgainAsync(cancellationToken);
        LogAgain(log, people.Count, erased);
    }

    private async Task EraseAsync(GroupId group, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        await groups.ChangeAsync(group, g => g.EraseAt <= now ? g : g with { LeftAt = g.LeftAt ?? now, EraseAt = now }, cancellationToken);
        await abandoned.HandleAsync(group, now, cancellationToken);
    }

    /// <summary>
    /// Everybody whom anything of a group names, some of them often. What is held is not looked at, since it is of no group: nobody but who typed it
    /// sees it, and it goes within the hour.
    /// </summary>
    private async IAsyncEnumerable<PersonId> PeopleInAsync(Group group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var person in group.People()) yield return person;
        var after = First;
        while (await stores.Needs.AllInAsync(group.Id, after, AtOnce, cancellationToken) is { Count: > 0 } asked)
        {
            foreach (var person in asked.SelectMany(n => n.People())) yield return person;
            after = asked[^1].Number;
        }

        after = First;
        while (await stores.Offers.AllInAsync(group.Id, after, AtOnce, cancellationToken) is { Count: > 0 } offered)
        {
            foreach (var person in offered.SelectMany(o => o.People())) yield return person;
            after = offered[^1].Number;
        }

        foreach (var member in await stores.Members.InAsync(group.Id, int.MaxValue, cancellationToken)) yield return member.Id.Person;
    }

    [LoggerMessage(1, LogLevel.Warning, "A backup took the place of the store. What it brought back of what was erased for good since is erased again: people {People}, groups {Groups}")]
    private static partial void LogAgain(ILogger log, int people, int groups);
}
