using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Trust;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>Reports, decisions, closings, blocks, words that were said, and time, in any order and any of it twice: the group ends in a legal state.</summary>
public sealed class TrustProperties
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 10, 0);

    private static readonly Gen<Step[]> Histories = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 2], (what, who, thing, again) => new Step(what, who, thing, again)).Array[1, 80];

    [Fact]
    public void Any_history_ends_in_a_legal_state_and_every_act_is_written_down_once() => Histories.Sample(history =>
    {
        var group = new Group { Id = new GroupId("test:group"), Home = new PlaceId("test:square") };
        var now = Start;
        var acts = new HashSet<string>();
        for (var i = 0; i < history.Length; i++)
        {
            // Some events come again, under their own key.
            var key = $"{Math.Max(0, i - history[i].Again)}:{history[i].What}:{history[i].Thing}";
            var before = group;
            (group, now) = Do(group, history[i], key, now);
            foreach (var act in group.Log.Except(before.Log)) Assert.True(acts.Add(act.Key), "an act is written down twice");
            AssertLegal(before, group, history[i], now);
        }

        var end = group.WithoutOld(now + Duration.FromDays(100));
        Assert.Empty(end.Log);
        Assert.Empty(end.Blocks);
        Assert.Empty(end.Reports);
        Assert.Null(end.ForgetAt);
    });

    private static (Group Group, Instant Now) Do(Group group, Step step, string key, Instant now)
    {
        var who = new PersonId($"test:{step.Who}");
        FacilitatorAct Act(ActKind kind) => new("act" + key, now, new PersonId("test:dani"), kind) { Number = step.Thing };
        switch (step.What)
        {
            case 0 or 1: return (group.Reporting(new Report("r" + key, $"{step.Thing}", step.Thing, who, now, Concern.Other) { Words = "x" }, now).Next, now);
            case 2: return (group.Leaving($"{step.Thing}", Act(ActKind.LeftReported), now), now);
            case 3: return (group.Deciding($"{step.Thing}", ReportEnd.Closed, now), now);
            case 4: return (group.Blocking(new Block("b" + key, who, now, now + Duration.FromDays(step.Thing + 1), Concern.Unsafe) { Number = 1, Words = "x", ToTell = BlockWord.Blocked }, Act(ActKind.Blocked), now).Next, now);
            case 5: return (group.BlockOf(who, now) is { } block ? group.Unblocking(block.Key, Act(ActKind.Unblocked), now).Next : group, now);
            case 6: return (group.BlockToTell is { ToTell: { } word } told ? group.Told(told.Key, word) : group, now);
            case 7: return (group.ReportToTell is { IsToTell: true } report ? group.With(report, r => r with { IsToTell = false }) : group, now);
            default:
                now += Duration.FromHours(step.Thing * 20);
                return (group.WithoutOld(now), now);
        }
    }

    private static void AssertLegal(Group before, Group group, Step step, Instant now)
    {
        Assert.Equal(group.Log.Length, group.Log.Select(a => a.Key).Distinct().Count());
        Assert.All(group.BlocksAt(now).GroupBy(b => b.Person), b => Assert.Single(b));
        Assert.All(group.Blocks.Where(b => b.IsLifted), b => Assert.True(b is { ToTell: BlockWord.Lifted, Words: null }));
        Assert.Equal(group.Reports.Length, group.Reports.Select(r => (r.By, r.Subject)).Distinct().Count());
        Assert.All(group.Reports, r => Assert.True(r.End is null == (r.EndedAt is null) && (r.End is null || r.Words is null)));
        Assert.All(group.Reports.GroupBy(r => r.By), of => Assert.True(of.Count(r => r.At + Duration.FromDays(1) > now) <= Group.ReportsADay));
        // Only one report about a thing calls the facilitators.
        Assert.All(group.Reports.Where(r => r.End is null).GroupBy(r => r.Subject), of => Assert.True(of.Count(r => !r.IsCalled) <= 1));
        if (step.What is 4 or 5 && !ReferenceEquals(before, group)) Assert.Equal(before.Log.Length + 1, group.Log.Length);
        if (step.What == 8)
        {
            Assert.All(group.Blocks, b => Assert.True(b.Until > now));
            Assert.True(group.ForgetAt is null || group.ForgetAt > now);
        }
    }

    private sealed record Step(int What, int Who, int Thing, int Again);
}
