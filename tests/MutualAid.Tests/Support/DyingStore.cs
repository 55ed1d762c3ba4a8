using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>A store whose process died: from then on nothing is written. What was written before is there for the next one.</summary>
internal sealed class DyingStore(MemoryStore inner) : INeedStore, IGroupStore, IMemberStore, IBookmarks
{
    private volatile bool dead;
    private int writesLeft = int.MaxValue;

    /// <summary>The offers, which die with it.</summary>
    public IOfferStore Offers => new DyingOffers(inner.Offers, () => Alive(inner));

    public bool IsDead => dead;

    /// <summary>Throws once it is dead; counts as a write.</summary>
    public void Live() => Alive(inner);

    public void Die() => dead = true;

    /// <summary>It dies instead of the write after so many more.</summary>
    public void DieAfter(int writes) => writesLeft = writes;

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken) => Alive(inner).AddAsync(need, cancellationToken);

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken) => Alive(inner).SaveAsync(need, cancellationToken);

    public Task<bool> RemoveAsync(Need need, CancellationToken cancellationToken) => Alive(inner).RemoveAsync(need, cancellationToken);

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken) => Alive(inner).AddAsync(group, cancellationToken);

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) => Alive(inner).SaveAsync(group, cancellationToken);

    public Task SaveAsync(string key, string value, CancellationToken cancellationToken) => ((IBookmarks)Alive(inner)).SaveAsync(key, value, cancellationToken);

    public Task<string?> FindAsync(string key, CancellationToken cancellationToken) => ((IBookmarks)inner).FindAsync(key, cancellationToken);

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) => inner.FindByNumberAsync(group, number, cancellationToken);

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) => inner.FindByMessageAsync(message, cancellationToken);

    public Task<IReadOnlyList<Need>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) => inner.AllInAsync(group, after, limit, cancellationToken);

    public Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken) => inner.AllAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) => inner.OpenInAsync(group, cancellationToken);

    public Task<IReadOnlyList<Need>> AskedSinceAsync(GroupId group, PersonId person, Instant since, CancellationToken cancellationToken) =>
        inner.AskedSinceAsync(group, person, since, cancellationToken);

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) => inner.OpenAskedByAsync(group, person, cancellationToken);

    public Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) => inner.OpenClaimedByAsync(group, person, cancellationToken);

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.DueAsync(until, limit, cancellationToken);

    public Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    Task<IReadOnlyList<Group>> IGroupStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) => ((IGroupStore)inner).DueAsync(until, limit, cancellationToken);

    public Task<IReadOnlyList<Need>> PostedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) => inner.PostedInAsync(group, since, cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.ClosedUntilAsync(until, limit, cancellationToken);

    public Task<IReadOnlyList<Need>> ClosedInAsync(GroupId group, Instant since, CancellationToken cancellationToken) => inner.ClosedInAsync(group, since, cancellationToken);

    public Task<Member?> FindAsync(MemberId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<bool> AddAsync(Member member, CancellationToken cancellationToken) => Alive(inner).AddAsync(member, cancellationToken);

    public Task<bool> SaveAsync(Member member, CancellationToken cancellationToken) => Alive(inner).SaveAsync(member, cancellationToken);

    public Task<bool> RemoveAsync(Member member, CancellationToken cancellationToken) => Alive(inner).RemoveAsync(member, cancellationToken);

    public Task<IReadOnlyList<Member>> ToldAboutAsync(GroupId group, string kind, CancellationToken cancellationToken) => inner.ToldAboutAsync(group, kind, cancellationToken);

    Task<IReadOnlyList<Member>> IMemberStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) => ((IMemberStore)inner).DueAsync(until, limit, cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => ((IBookmarks)Alive(inner)).RemoveAsync(key, cancellationToken);

    public Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken) => Alive(inner).RemoveAsync(group, cancellationToken);

    public Task<IReadOnlyList<Need>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) => inner.MentioningAsync(person, limit, cancellationToken);

    Task<IReadOnlyList<Group>> IGroupStore.MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        ((IGroupStore)inner).MentioningAsync(person, limit, cancellationToken);

    public Task<IReadOnlyList<Member>> OfAsync(PersonId person, int limit, CancellationToken cancellationToken) => inner.OfAsync(person, limit, cancellationToken);

    public Task<IReadOnlyList<Member>> InAsync(GroupId group, int limit, CancellationToken cancellationToken) => inner.InAsync(group, limit, cancellationToken);

    private T Alive<T>(T store) => dead || (dead = Interlocked.Decrement(ref writesLeft) < 0) ? throw new OperationCanceledException("The process died.") : store;
}

/// <summary>Offers of a store whose process died. <paramref name="live"/> throws from then on.</summary>
internal sealed class DyingOffers(MemoryOffers inner, Action live) : IOfferStore
{
    public Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken)
    {
        live();
        return inner.AddAsync(offer, cancellationToken);
    }

    public Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken)
    {
        live();
        return inner.SaveAsync(offer, cancellationToken);
    }

    public Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken)
    {
        live();
        return inner.RemoveAsync(offer, cancellationToken);
    }

    public Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) => inner.MentioningAsync(person, limit, cancellationToken);

    public Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.ClosedUntilAsync(until, limit, cancellationToken);

    public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) => inner.FindByNumberAsync(group, number, cancellationToken);

    public Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) => inner.FindByMessageAsync(message, cancellationToken);

    public Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) => inner.AllInAsync(group, after, limit, cancellationToken);

    public Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken) => inner.OpenInAsync(group, cancellationToken);

    public Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken) => inner.NewestAvailableAsync(group, limit, cancellationToken);

    public Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken) => inner.OpenOfAsync(group, giver, cancellationToken);

    public Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken) =>
        inner.OfferedSinceAsync(group, giver, since, cancellationToken);

    public Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken) =>
        inner.AvailableByKeyAsync(group, key, limit, cancellationToken);

    public Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.DueAsync(until, limit, cancellationToken);
}
