using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>
/// The group's daily digest: it replaces the one before. After a long stop there is one, not one a day missed. When everything is covered it
/// says so once; when there is nothing to say, nothing.
/// </summary>
internal sealed class PostDigest(INeedStore needs, GroupDirectory groups, TallyWeeks tally, IAttention attention)
{
    private static readonly Duration Day = Duration.FromDays(1);

    public async Task HandleAsync(GroupId id, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var rules = groups.RulesOf(group);
        // The zone's own rules, the clock, or a holiday may have changed since it was worked out.
        if (rules.NextDigest(group.DigestedAt, now) is var at && at > now)
        {
            await groups.ChangeAsync(id, g => g.DigestAt <= now ? g with { DigestAt = at } : g, cancellationToken);
            return;
        }

        var from = SinceLast(group, now);
        var open = (await needs.OpenInAsync(id, cancellationToken)).Where(n => !n.IsUnseen).ToList();
        var met = open.Count == 0 ? await MetSinceAsync(id, from, cancellationToken) : 0;
        var weeks = await tally.UpToAsync(group, now.InZone(rules.Zone).Date, rules.Zone, cancellationToken);
        var (posting, chart) = (PostingId.New(), PostingId.New());
        await groups.ChangeAsync(id, g => g.DigestAt <= now ? Digested(g) : g, cancellationToken);
        attention.Wants(id);

        Group Digested(Group g)
        {
            var isUnmet = open.Any(n => n.Remaining > 0);
            var isGlad = !isUnmet && !g.AllCoveredSaid && open.Count + met > 0;
            var shown = isUnmet || isGlad ? g.Showing(posting, from, now) : g;
            return (shown with { AllCoveredSaid = !isUnmet && (isGlad || g.AllCoveredSaid) }).Counted(weeks, chart, now).Digested(groups.RulesOf(g), now);
        }
    }

    /// <summary>
    /// The digest at once, for all, which a facilitator asked for; the daily one comes all the same. The same <paramref name="key"/> again changes nothing.
    /// </summary>
    public async Task NowAsync(Group group, PersonId facilitator, string key, Instant now, CancellationToken cancellationToken)
    {
        var posting = new PostingId(Token.From("digest", key));
        var act = new FacilitatorAct(Token.From("act", key), now, facilitator, ActKind.PostedDigest);
        await groups.ChangeAsync(group.Id, g => g.HasLogged(act.Key) ? g : g.Showing(posting, SinceLast(g, now), now).Logged(act, now), cancellationToken);
        attention.Wants(group.Id);
    }

    /// <summary>Since when a digest of now says what was met.</summary>
    public static Instant SinceLast(Group group, Instant now) => group.DigestedAt is { } last && last < now && now - last < Day * 7 ? last : now - Day;

    private async Task<int> MetSinceAsync(GroupId group, Instant from, CancellationToken cancellationToken) =>
        (await needs.ClosedInAsync(group, from, cancellationToken)).Count(n => n is { Status: NeedStatus.Met, IsUnseen: false });
}
