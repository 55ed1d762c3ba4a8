using System.Collections.Concurrent;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Measuring;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>What is done with what is due, each in one line.</summary>
internal sealed record DueUses(
    RemindGroup Remind, AskSilent Ask, SuggestOffers Suggest, OfferChanges Offers, EraseClosed Erase, EraseAbandoned Abandoned, ForgetPerson Forget, PostDigest Digest, WaveThrough Nod, SetAside Aside, GroupDirectory Groups,
    MemberDirectory Members, Uptime Uptime, ClockTrust Clock);

/// <summary>
/// Everything that is due: cards to bring up to date, needs to bring back, people to ask, digests to post, what is to be forgotten. Work
/// follows what is due, not what is stored.
/// </summary>
public sealed class DueWork : IDisposable
{
    /// <summary>What the work is called among processes on one store (<see cref="ISharedWork"/>): this, and being in touch with the platforms (<see cref="StandingBy"/>), since what hears a platform also knows it best.</summary>
    public const string Name = "sweep";

    private const int PageSize = 200;

    /// <summary>What is due beyond this waits for a later sweep: memory follows what is being done, not what is overdue.</summary>
    private const int MostAtOnce = 2000;

    /// <summary>What asks the store at the same time. Each question takes a store of one file about a millisecond, and what somebody presses meanwhile is asked behind them.</summary>
    private const int MostTogether = 16;

    private readonly INeedStore needs;
    private readonly IOfferStore offers;
    private readonly IGroupStore groups;
    private readonly IMemberStore members;
    private readonly DueUses use;
    private readonly Keeper keeper;
    private readonly ISharedWork shared;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly DueMeasure measure = new();
    private MayBeDone allowed;

    internal DueWork(INeedStore needs, IOfferStore offers, IGroupStore groups, IMemberStore members, DueUses use, Keeper keeper, ISharedWork shared, TimeProvider time)
    {
        this.needs = needs;
        this.offers = offers;
        this.groups = groups;
        this.members = members;
        this.use = use;
        this.keeper = keeper;
        this.shared = shared;
        this.time = time;
    }

    /// <summary>
    /// Begins everything due now, each once; what is shown by it may take longer, and holds up neither the rest nor the next sweep. Sweeps
    /// never overlap: a second call waits for the first. Nothing where another process does it. Idempotent.
    /// </summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!await shared.IsMineAsync(Name, cancellationToken)) return;
            measure.Begin();
            await use.Uptime.IsUpAsync(time.GetCurrentInstant(), cancellationToken);
            allowed = await use.Clock.LookAsync(time.GetCurrentInstant(), cancellationToken);
            while (await SweepNeedsAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            while (await SweepOffersAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            while (await SweepGroupsAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            while (await SweepMembersAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
            while (allowed == MayBeDone.Everything && keeper.Active < MostAtOnce && await use.Erase.SweepAsync(time.GetCurrentInstant(), cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The same, and completes when everything that was begun, and all that followed from it, was tried.</summary>
    public async Task SweepAndSettleAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        await keeper.IdleAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>How much to look at: what is due and held back stands before what is not.</summary>
    private int Limit => (allowed == MayBeDone.OnlyShown ? MostAtOnce : PageSize) + keeper.Active;

    /// <summary>What is due by this instant may be done.</summary>
    private Instant Until(Instant now) => allowed == MayBeDone.OnlyShown ? Instant.MinValue : now;

    /// <summary>Whether there may be more: everything handled has a later due time, or none, or is being kept and passed over.</summary>
    private async Task<bool> SweepNeedsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = Limit;
        var due = await needs.DueAsync(now, limit, cancellationToken);
        measure.Saw("needs", due.Count, due.Count > 0 ? due[0].DueAt : null, now);
        if (due.Count == 0) return false;
        var toKeep = due.Where(n => n.KeepAt <= now && !keeper.IsKeeping(n.Id)).ToList();
        foreach (var need in toKeep) keeper.Wants(need.Id);
        var groupOf = await GroupsAsync(due.Where(n => !n.IsHeld && !n.IsGone).Select(n => n.Group), cancellationToken);
        var toFit = due.Where(n => groupOf.TryGetValue(n.Group, out var group) && !n.Fits(group)).ToList();
        await TogetherAsync(toFit, need => use.Aside.FitAsync(need.Id, cancellationToken));
        // What is erased and shown nowhere goes as soon as it is kept; what is left here a crash came before that.
        var toDrop = due.Where(n => (n.IsHeld && n.HeldUntil <= Until(now)) || n.IsGone).ToList();
        await TogetherAsync(toDrop, need => needs.RemoveAsync(need, cancellationToken));
        var inUse = due.Where(n => !n.IsAside && groupOf.GetValueOrDefault(n.Group) is not { IsLeft: true }).ToList();
        // Who is silent first: what that frees may be brought back with the rest.
        var toAsk = inUse.Where(n => n.AskAt <= Until(now)).ToList();
        await TogetherAsync(toAsk, need => use.Ask.HandleAsync(need, now, cancellationToken));
        var toRemind = inUse.Where(n => n.RemindAt <= Until(now)).ToList();
        await TogetherAsync(toRemind.GroupBy(n => n.Group), group => use.Remind.HandleAsync(group.Key, [.. group], now, cancellationToken));
        var toSuggest = inUse.Where(n => n.SuggestAt <= Until(now)).ToList();
        await TogetherAsync(toSuggest, need => use.Suggest.HandleAsync(need, now, cancellationToken));
        var toNod = inUse.Where(n => n.NodAt <= Until(now)).ToList();
        await TogetherAsync(toNod, need => use.Nod.HandleAsync(need, now, cancellationToken));
        return due.Count == limit && toKeep.Count + toAsk.Count + toRemind.Count + toSuggest.Count + toDrop.Count + toNod.Count + toFit.Count > 0 && keeper.Active < MostAtOnce;
    }

    private async Task<bool> SweepOffersAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = Limit;
        var due = await offers.DueAsync(now, limit, cancellationToken);
        measure.Saw("offers", due.Count, due.Count > 0 ? due[0].DueAt : null, now);
        if (due.Count == 0) return false;
        var groupOf = await GroupsAsync(due.Where(o => !o.IsGone).Select(o => o.Group), cancellationToken);
        var toFit = due.Where(o => groupOf.TryGetValue(o.Group, out var group) && !o.Fits(group)).ToList();
        await TogetherAsync(toFit, offer => use.Aside.FitAsync(offer.Id, cancellationToken));
        var inUse = due.Where(o => !o.IsAside && groupOf.GetValueOrDefault(o.Group) is not { IsLeft: true }).ToList();
        var toEnd = inUse.Where(o => o.EndsAt <= Until(now)).ToList();
        await TogetherAsync(toEnd, offer => use.Offers.EndAsync(offer.Id, now, cancellationToken));
        var toKeep = due.Where(o => o.KeepAt <= now && !keeper.IsKeeping(o.Id)).ToList();
        foreach (var offer in toKeep) keeper.Wants(offer.Id);
        var toNod = inUse.Where(o => o.NodAt <= Until(now)).ToList();
        await TogetherAsync(toNod, offer => use.Nod.HandleAsync(offer, now, cancellationToken));
        var toDrop = due.Where(o => o.IsGone).ToList();
        await TogetherAsync(toDrop, offer => offers.RemoveAsync(offer, cancellationToken));
        return due.Count == limit && toEnd.Count + toNod.Count + toKeep.Count + toDrop.Count + toFit.Count > 0 && keeper.Active < MostAtOnce;
    }

    private async Task<bool> SweepGroupsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = Limit;
        var due = await groups.DueAsync(now, limit, cancellationToken);
        measure.Saw("groups", due.Count, due.Count > 0 ? due[0].DueAt : null, now);
        if (due.Count == 0) return false;
        var toErase = due.Where(g => allowed == MayBeDone.Everything && g.EraseAt <= now).ToList();
        await TogetherAsync(toErase, group => use.Abandoned.HandleAsync(group.Id, now, cancellationToken));
        var toPost = due.Where(g => g.EraseAt is null && g.DigestAt <= Until(now)).ToList();
        await TogetherAsync(toPost, group => use.Digest.HandleAsync(group.Id, now, cancellationToken));
        var toForget = due.Where(g => allowed == MayBeDone.Everything && g.EraseAt is null && g.ForgetAt <= now).ToList();
        await TogetherAsync(toForget, group => use.Groups.ChangeAsync(group.Id, g => g.WithoutOld(now), cancellationToken));
        var toTakeUp = due.Where(g => g.EraseAt is null && g.TakeUpAt <= now).ToList();
        await TogetherAsync(toTakeUp, group => use.Aside.TakeUpAsync(group.Id, cancellationToken));
        var toKeep = due.Where(g => g.EraseAt is null && g.KeepAt <= now && !keeper.IsKeeping(g.Id)).ToList();
        foreach (var group in toKeep) keeper.Wants(group.Id);
        return due.Count == limit && toKeep.Count + toPost.Count + toForget.Count + toErase.Count + toTakeUp.Count > 0 && keeper.Active < MostAtOnce;
    }

    private async Task<bool> SweepMembersAsync(CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var limit = Limit;
        var due = await members.DueAsync(now, limit, cancellationToken);
        measure.Saw("members", due.Count, due.Count > 0 ? due[0].DueAt : null, now);
        if (due.Count == 0) return false;
        var toGoOn = due.Where(m => m.Forgotten?.NextAt <= now).ToList();
        await TogetherAsync(toGoOn, member => use.Forget.GoOnAsync(member.Id, cancellationToken));
        var toForget = due.Where(m => m.ForgetAt <= Until(now)).ToList();
        await TogetherAsync(toForget, member => use.Members.ChangeAsync(member.Id, m => m.At(now), cancellationToken));
        var toKeep = due.Where(m => m.KeepAt <= now && !keeper.IsKeeping(m.Id)).ToList();
        foreach (var member in toKeep) keeper.Wants(member.Id);
        return due.Count == limit && toForget.Count + toKeep.Count + toGoOn.Count > 0 && keeper.Active < MostAtOnce;
    }

    /// <summary>Those of these groups that are stored, as they are now.</summary>
    private async Task<IReadOnlyDictionary<GroupId, Group>> GroupsAsync(IEnumerable<GroupId> ids, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<GroupId, Group>();
        await TogetherAsync(ids.Distinct(), async id => _ = await groups.FindAsync(id, cancellationToken) is { } group && found.TryAdd(id, group));
        return found;
    }

    /// <summary>Many at once, since a store makes one transaction of what waits together, and never so many that people wait behind them.</summary>
    private static async Task TogetherAsync<T>(IEnumerable<T> due, Func<T, Task> handle)
    {
        using var places = new SemaphoreSlim(MostTogether);
        await Task.WhenAll(due.Select(InPlaceAsync));

        async Task InPlaceAsync(T item)
        {
            await places.WaitAsync();
            try
            {
                await handle(item);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
