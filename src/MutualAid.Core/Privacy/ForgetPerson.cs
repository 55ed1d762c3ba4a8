using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>
/// Erases somebody from everything, in every group: one document at a time, each a conditional write that can be done again. That it has to be done
/// stands on their member of the group where they said so, which goes last; so it survives any crash. It is looked through once more after a
/// minute, because what was being decided meanwhile may have named them again. It is remembered, for an older copy of the store may bring them back.
/// </summary>
internal sealed class ForgetPerson(
    FindMine find, INeedStore needs, IMemberStore members, GroupDirectory groups, MemberDirectory directory, NeedChanges changes, OfferChanges offers,
    IErasures erasures, IEnumerable<IChatPlatform> platforms, TimeProvider time)
{
    /// <summary>From now on they are forgotten, whatever happens. Whether all that the store held is erased already; otherwise it goes on by itself.</summary>
    public async Task<bool> BeginAsync(MemberId id, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var member = await directory.ChangeAsync(id, m => m.ToForget(now, Token.New()), cancellationToken);
        try
        {
            return await LookThroughAsync(id, member.Forgotten!, cancellationToken);
        }
        catch (StorageException e) when (!e.IsFatal)
        {
            // It is written down, and goes on when it is due.
            return false;
        }
    }

    /// <summary>They were forgotten before, under this mark, and an older copy of the store brought them back. All that it has of them is from before, whatever the clock says.</summary>
    public async Task BeginAgainAsync(MemberId id, string mark, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var member = await directory.ChangeAsync(id, m => m.ToForget(now, mark), cancellationToken);
        await EraseAsync(id, member.Forgotten! with { Since = Instant.MaxValue }, cancellationToken);
        await LookThroughAsync(id, member.Forgotten!, cancellationToken);
    }

    /// <summary>It is due to go on.</summary>
    public async Task GoOnAsync(MemberId id, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(id, cancellationToken) is { Forgotten: { } forgotten }) await LookThroughAsync(id, forgotten, cancellationToken);
    }

    private async Task<bool> LookThroughAsync(MemberId id, Forgotten who, CancellationToken cancellationToken)
    {
        // One that was begun by an earlier version has no mark.
        if (who.Times == 0) await erasures.RememberAsync(Erased.Of(who.Person), who.Mark ?? Token.New(), who.Since, cancellationToken);
        var isDone = await EraseAsync(id, who, cancellationToken);
        var mine = isDone && who.Times > 0 ? await find.OfAsync(who.Person, cancellationToken) : null;
        await directory.ChangeAsync(id, m => m.LookedThrough(who, isDone, mine is { Needs.IsEmpty: false } or { Offers.IsEmpty: false }, time.GetCurrentInstant()), cancellationToken);
        return isDone;
    }

    /// <summary>Whether nothing names them any more but what is newer.</summary>
    private async Task<bool> EraseAsync(MemberId id, Forgotten who, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        var mine = await find.OfAsync(who.Person, cancellationToken);
        foreach (var offer in mine.Offers) await offers.ApplyAsync(offer.Id, o => o.Forgetting(who, now), cancellationToken);
        var newer = mine.Offered.Where(o => o.PostedAt > who.Since).Select(o => o.Id).ToHashSet();
        var isDone = mine.Needs.Length < FindMine.Most && mine.Offers.Length < FindMine.Most && mine.Groups.Length < FindMine.Most && mine.Members.Length < FindMine.Most;
        foreach (var need in mine.Needs) isDone &= await EraseFromAsync(need, who, newer, cancellationToken);
        foreach (var group in mine.Groups) await groups.ChangeAsync(group.Id, g => g.Forgetting(who.Person), cancellationToken);
        // What they chose since then is theirs; what was counted of what they were asked is of the past.
        foreach (var member in mine.Members.Where(m => m.Id != id && m.Forgotten is null && (who.Times == 0 || (m.TellAbout.IsEmpty && !m.NoSuggestions))))
            isDone &= await members.RemoveAsync(member, cancellationToken);
        // Nobody who presses a button waits for that.
        if (who.Times > 0) isDone &= await AreWordsTakenBackAsync(who, cancellationToken);
        return isDone;
    }

    private async Task<bool> AreWordsTakenBackAsync(Forgotten who, CancellationToken cancellationToken)
    {
        if (platforms.FirstOrDefault(p => who.Person.Value.StartsWith(p.Name + ":", StringComparison.Ordinal)) is not IPrivateWords words) return true;
        try
        {
            return await words.TakeBackAsync(who.Person, cancellationToken);
        }
        catch (ChatException e)
        {
            // Where they can't be reached any more, there is nothing that the bot could take away.
            return e.Problem != ChatProblem.Unreachable || who.IsGivenUp;
        }
    }

    private async Task<bool> EraseFromAsync(Need need, Forgotten who, IReadOnlySet<OfferId> newer, CancellationToken cancellationToken)
    {
        if (need.IsHeld) return need.PostedAt > who.Since || await needs.RemoveAsync(need, cancellationToken);
        var pace = (await groups.FindAsync(need.Group, cancellationToken) is { } group ? groups.RulesOf(group) : groups.HostRules).Pace;
        var now = time.GetCurrentInstant();
        var keepsVersions = platforms.Any(p => p is IKeepsVersions && need.Group.Value.StartsWith(p.Name + ":", StringComparison.Ordinal));
        var result = await changes.ApplyAsync(need.Id, pace, now, n => (n.Forgetting(who, newer, keepsVersions, now), true), cancellationToken);
        return result is not { } done || !done.Need.HasYetToLetOut(who.Person);
    }
}
