using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Asks who is silent, privately and at most twice a day, and lets go what nobody answered for: a claim lapses, a need expires. Each step
/// is one conditional write, and what was counted is counted under a key, so that a crash in between neither repeats nor loses it.
/// </summary>
internal sealed class AskSilent(GroupDirectory groups, MemberDirectory members, NeedChanges changes, Uptime uptime)
{
    public async Task HandleAsync(Need need, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(need.Group, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        // Paced anew by every change: what falls into the quiet hours by now is due after them.
        var (isFree, before) = (pace.Free(now) <= now, need);
        if (isFree)
        {
            foreach (var claim in need.ActiveClaims.Where(c => pace.QuestionTo(c, need) <= now).ToList()) await ClaimerAsync(need, claim, group, pace, now, cancellationToken);
            if (pace.QuestionToRequester(need) <= now) await RequesterAsync(need, group, pace, now, cancellationToken);
        }

        await changes.ApplyAsync(need.Id, pace, now, n => (n.AskAt <= now ? n with { AskAt = null } : n, before), cancellationToken);
    }

    /// <summary>When nobody could answer, or had to: the bot was not in the group, or the group was on holiday.</summary>
    private static IEnumerable<Interval> Away(Group group, Pace pace) => pace.Holiday is { } holiday ? group.Absences.Select(a => a.Time).Append(holiday) : group.Absences.Select(a => a.Time);

    private async Task ClaimerAsync(Need need, Claim claim, Group group, Pace pace, Instant now, CancellationToken cancellationToken)
    {
        if (claim.AskedAt is { } asked)
        {
            var left = pace.AnswerTime - uptime.Had(asked, now, Away(group, pace));
            await ChangeAsync(n => left > Duration.Zero ? n.HoldingClaimer(claim.Person, now + left) : n.Lapsed(claim.Person, now));
            return;
        }

        var key = Token.From(need.Id.Value, claim.At.ToString(), $"{claim.Answers}");
        var at = await members.AskAsync(new MemberId(need.Group, claim.Person), key, now, cancellationToken);
        await ChangeAsync(n => at > now ? n.HoldingClaimer(claim.Person, at) : n.AskedStill(claim.Person, now));

        // Whoever acted meanwhile is left alone.
        Task ChangeAsync(Func<Need, Need> rule) =>
            changes.ApplyAsync(need.Id, pace, now, n => (n.ActiveClaimOf(claim.Person) == claim && n.IsOpen ? rule(n) : n, true), cancellationToken);
    }

    private async Task RequesterAsync(Need need, Group group, Pace pace, Instant now, CancellationToken cancellationToken)
    {
        if (need.KeepAskedAt is { } asked)
        {
            var left = pace.KeepAnswerTime - uptime.Had(asked, now, Away(group, pace));
            await ChangeAsync(n => left > Duration.Zero ? n with { KeepHeldUntil = now + left } : n.Expire(now));
            return;
        }

        var key = Token.From(need.Id.Value, "keep", $"{need.KeptAt}");
        var at = await members.AskAsync(new MemberId(need.Group, need.Requester), key, now, cancellationToken);
        await ChangeAsync(n => at > now ? n with { KeepHeldUntil = at } : n.AskedKeep(now));

        Task ChangeAsync(Func<Need, Need> rule) => changes.ApplyAsync(
            need.Id,
            pace,
            now,
            n => (n.IsOpen && !n.ActiveClaims.Any() && n.KeepAskedAt == need.KeepAskedAt && n.KeptAt == need.KeptAt ? rule(n) : n, true),
            cancellationToken);
    }
}
