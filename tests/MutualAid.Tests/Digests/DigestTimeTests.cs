using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Digests;

/// <summary>One digest for every day of the group's calendar, at its hour.</summary>
public sealed class DigestTimeTests
{
    /// <summary>A year in each: daylight saving in both halves of the world, at midnight, by half an hour; a quarter of an hour off; a zone that skipped a day; one that changes its rules for a month.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-01-01")]
    [InlineData("America/Sao_Paulo", "2018-01-01")]
    [InlineData("America/Havana", "2026-01-01")]
    [InlineData("Australia/Lord_Howe", "2026-01-01")]
    [InlineData("Asia/Kathmandu", "2026-01-01")]
    [InlineData("Pacific/Apia", "2011-06-01")]
    [InlineData("Africa/Casablanca", "2026-01-01")]
    [InlineData("Africa/Cairo", "2026-01-01")]
    public void There_is_one_for_each_day_of_the_calendar(string zone, string start)
    {
        foreach (var hour in new[] { "00:00", "02:30", "09:00", "23:59" })
        {
            var rules = RulesOf(zone, hour);
            var begin = NodaTime.Text.LocalDatePattern.Iso.Parse(start).Value;
            var now = begin.PlusDays(-1).At(new LocalTime(12, 0)).InZoneLeniently(rules.Zone).ToInstant();
            Instant? last = now;
            for (var day = begin; day < begin.PlusYears(1); day = day.PlusDays(1))
            {
                // A day that the zone skipped has no digest.
                if (zone == "Pacific/Apia" && day == new LocalDate(2011, 12, 30)) continue;
                var at = rules.NextDigest(last, now);
                var local = at.InZone(rules.Zone);
                Assert.Equal(day, local.Date);
                var wanted = rules.Zone.MapLocal(day + rules.DigestTime);
                Assert.True(wanted.Count == 0 ? local.TimeOfDay > rules.DigestTime : local.TimeOfDay == rules.DigestTime, $"{local}");
                (last, now) = (at, at + Duration.FromMinutes(3));
            }
        }
    }

    [Fact]
    public void Whatever_a_group_changes_and_whenever_no_day_has_two_and_none_of_its_days_goes_without()
    {
        var zones = new[] { "Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo", "Etc/UTC" };
        Gen.Select(Gen.Int[0, 47].Array[1, 12], Gen.Int[0, zones.Length - 1].Array[12], Gen.Int[0, 23].Array[12]).Sample((pauses, zone, hours) =>
        {
            var now = Instant.FromUtc(2026, 11, 23, 10, 0);
            var rules = RulesOf(zones[zone[0]], $"{hours[0]:00}:00");
            Instant? last = now;
            var at = rules.NextDigest(last, now);
            for (var i = 1; i < pauses.Length; i++)
            {
                var until = now + Duration.FromHours(pauses[i]);
                while (at <= until)
                {
                    // By the calendar that holds when it comes, it is not the day of the one before.
                    Assert.NotEqual(last!.Value.InZone(rules.Zone).Date, at.InZone(rules.Zone).Date);
                    (now, last) = (at, at);
                    at = rules.NextDigest(last, now);
                }

                now = until;
                rules = RulesOf(zones[zone[i]], $"{hours[i]:00}:00");
                at = rules.NextDigest(last, now);
                // Never more than a day and the stretch of a day that the change of zone itself makes.
                Assert.True(at - now <= Duration.FromHours(48), $"{at - now}");
                Assert.True(at.InZone(rules.Zone).Date <= now.InZone(rules.Zone).Date.PlusDays(1) || last.Value.InZone(rules.Zone).Date > now.InZone(rules.Zone).Date);
            }
        });
    }

    [Fact]
    public async Task A_group_that_moves_its_hour_back_over_now_gets_todays_at_once_and_no_second()
    {
        await using var world = await World.StartAsync(settings: new Dictionary<string, string?> { ["Groups:DigestAt"] = "18:00" });
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        await world.Dani.TypesAsync("/settings digest-hour 09:00");
        await world.SettleAsync();
        var first = await DigestedAsync(world);
        Assert.Equal(Instant.FromUtc(2026, 11, 23, 12, 0), first);
        await world.Dani.TypesAsync("/settings digest-hour 15:00");
        await world.AdvanceAsync(TimeSpan.FromHours(20));
        Assert.Equal(first, await DigestedAsync(world));
        await world.AdvanceAsync(TimeSpan.FromHours(7));
        Assert.Equal(Instant.FromUtc(2026, 11, 24, 15, 0), await DigestedAsync(world));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_by_an_hour_repeats_nothing(int hours)
    {
        var clock = World.NewClock();
        await using var world = await World.StartAsync(clock: clock);
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(TimeSpan.FromHours(23));
        var before = (await DigestedAsync(world), (await world.NeedAsync(1)).Reminders);
        if (hours > 0) clock.Advance(TimeSpan.FromHours(hours));
        else clock.AdjustTime(clock.GetUtcNow() + TimeSpan.FromHours(hours));
        await world.SettleAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(before, (await DigestedAsync(world), (await world.NeedAsync(1)).Reminders));
    }

    [Fact]
    public async Task On_holiday_there_is_nothing_and_nobody_is_judged_for_it()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A bed");
        await world.Bo.TypesAsync("/claim 2");
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        var (digested, reminders) = (await DigestedAsync(world), (await world.NeedAsync(1)).Reminders);
        Assert.NotNull((await world.NeedAsync(2)).Claims[0].AskedAt);
        Assert.Contains("pause is now", (await world.Dani.TypesAsync("/settings pause value: until 2026-12-04")).Text, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromDays(9));
        Assert.Equal((digested, reminders), (await DigestedAsync(world), (await world.NeedAsync(1)).Reminders));
        Assert.Single((await world.NeedAsync(2)).Claims);
        // Back again: the claimer has what was left of the time to answer.
        await world.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.True(await DigestedAsync(world) > digested);
        Assert.Single((await world.NeedAsync(2)).Claims);
        await world.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Empty((await world.NeedAsync(2)).Claims);
    }

    [Fact]
    public async Task A_holiday_that_ends_early_ends_at_once()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Dani.TypesAsync("/settings pause value: until 2026-12-04");
        await world.AdvanceAsync(TimeSpan.FromDays(2));
        await world.Dani.TypesAsync("/settings pause off");
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(Instant.FromUtc(2026, 11, 26, 9, 0), await DigestedAsync(world));
        Assert.True((await world.NeedAsync(1)).Reminders > 0);
    }

    private static async Task<Instant?> DigestedAsync(World world) =>
        (await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!.DigestedAt;

    private static GroupRules RulesOf(string zone, string digestAt) => GroupRules.Of(new GroupSettings(), new GroupOptions { TimeZone = zone, DigestAt = digestAt });
}
