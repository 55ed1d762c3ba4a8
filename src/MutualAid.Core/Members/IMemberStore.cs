using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Members;

/// <summary>Keeps members; the contract is that of <see cref="INeedStore"/>.</summary>
public interface IMemberStore
{
    /// <summary>The member, or null where nothing is remembered.</summary>
    Task<Member?> FindAsync(MemberId id, CancellationToken cancellationToken);

    /// <summary>Adds it as version 1. False, and nothing changed, if it is there already.</summary>
    Task<bool> AddAsync(Member member, CancellationToken cancellationToken);

    /// <summary>Replaces it if the version still holds, as that version plus one; else false and nothing changed.</summary>
    Task<bool> SaveAsync(Member member, CancellationToken cancellationToken);

    /// <summary>Erases it if the version still holds; else false and nothing changed.</summary>
    Task<bool> RemoveAsync(Member member, CancellationToken cancellationToken);

    /// <summary>Members of a group who chose to be told about needs of exactly this kind, in no order.</summary>
    Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, string kind, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> members that are this person, one for each group that remembers something of them, in no order.</summary>
    Task<IReadOnlyList<Member>> OfAsync(PersonId person, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> members of a group, in no order.</summary>
    Task<IReadOnlyList<Member>> InAsync(GroupId group, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> members whose <see cref="Member.DueAt"/> is at or before an instant, longest due first.</summary>
    Task<IReadOnlyList<Member>> DueAsync(Instant until, int limit, CancellationToken cancellationToken);
}
