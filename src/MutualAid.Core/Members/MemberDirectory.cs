using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Members;

/// <summary>Finds and changes members; every change is one conditional write, and who has nothing to be remembered is not stored.</summary>
internal sealed class MemberDirectory(IMemberStore members)
{
    /// <summary>The member, stored or not.</summary>
    public async Task<Member> FindAsync(MemberId id, CancellationToken cancellationToken) =>
        await members.FindAsync(id, cancellationToken) ?? new Member { Id = id };

    /// <summary>The member after the change; a change that returns the very same member writes nothing. It may run several times.</summary>
    public async Task<Member> ChangeAsync(MemberId id, Func<Member, Member> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var member = await FindAsync(id, cancellationToken);
            var next = change(member);
            if (ReferenceEquals(next, member)) return member;
            if (await StoreAsync(next, cancellationToken)) return next with { Version = next.Version + 1 };
        }
    }

    /// <summary>
    /// When this person may be asked something unprompted: now, and then it is counted, or later. Asking the same again counts once.
    /// </summary>
    public async Task<Instant> AskAsync(MemberId id, string key, Instant now, CancellationToken cancellationToken)
    {
        var at = now;
        await ChangeAsync(
            id,
            m =>
            {
                (var next, at) = m.AskedBy(key, now);
                return next;
            },
            cancellationToken);
        return at;
    }

    /// <summary>Whether this person may be told of a need because of an offer, and then it is counted; the same need counts once.</summary>
    public async Task<bool> MaySuggestAsync(MemberId id, NeedId need, Instant now, CancellationToken cancellationToken)
    {
        var may = false;
        await ChangeAsync(
            id,
            m =>
            {
                (var next, may) = m.SuggestedTo(need, now);
                return next;
            },
            cancellationToken);
        return may;
    }

    /// <summary>Who chose to be told about needs of any of these kinds, or of every kind; each once.</summary>
    public async Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, IEnumerable<string> kinds, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(kinds.Append(Member.EveryKind).Distinct().Select(kind => members.ToldAboutAsync(group, kind, cancellationToken)));
        return [.. found.SelectMany(m => m).DistinctBy(m => m.Id)];
    }

    private Task<bool> StoreAsync(Member member, CancellationToken cancellationToken) => member switch
    {
        { IsEmpty: true, Version: 0 } => Task.FromResult(true),
        { IsEmpty: true } => members.RemoveAsync(member, cancellationToken),
        { Version: 0 } => members.AddAsync(member, cancellationToken),
        _ => members.SaveAsync(member, cancellationToken),
    };
}
