using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>
/// A year of a group with 2,000 needs, hour by hour: people ask at all hours, help, forget, answer or do not. Every step of every need is
/// looked at, and everything that anybody was told.
/// </summary>
public sealed class YearTests(ITestOutputHelper output)
{
    private const int Needs = 2000;
    private static readonly string[] People = [.. Enumerable.Range(1, 60).Select(n => $"person{n}")];
    private static readonly string[] Kinds = ["food", "transport", "housing", "care"];
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_year_keeps_its_promises(int seed)
    {
        var random = new Random(seed);
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        var steps = 0;
        var ends = new Dictionary<NeedId, NeedStatus>(); // what is closed is erased in time, so it is noted as it goes
        store.Saved = (before, after) =>
        {
            steps++;
            ends[after.Id] = after.Status;
            AssertLegal(before, after);
        };
        await using var world = await World.StartAsync(
            StoreUnderTest.On(store), new Dictionary<string, string?> { ["Groups:TimeZone"] = Zone.Id }, stage, clock);
        foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" }) await world.Dani.TypesAsync($"/settings {limit} 1000");
        await new Actor(world, People[0]).PressesAsync(new CardAction("tell::on|*", ""));
        await new Actor(world, People[1]).PressesAsync(new CardAction("tell::on|food", ""));
        var asked = 0;
        for (var hour = 0; hour < 365 * 24; hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            while (asked < Needs && random.Next(365 * 24) < Needs * 0.85) await AskAsync(world, random, ++asked);
            if (hour % 3 == 0) await ActAsync(world, store, random);
            if (hour == 24 * 100) await world.Dani.TypesAsync("/settings pause value: until in 9 days");
            await world.SettleAsync();
            await AnswerAsync(world, stage, random);
        }

        AssertGentle(stage);
        Assert.True(ends.Count > Needs * 0.9, $"{ends.Count} needs");
        Assert.All([NeedStatus.Met, NeedStatus.Withdrawn, NeedStatus.Expired], status => Assert.Contains(status, ends.Values));
        Assert.True((await store.PostedInAsync(stage.Group, Instant.MinValue, CancellationToken.None)).Count < ends.Count / 4, "little is kept");
        output.WriteLine($"{ends.Count} needs, {steps} steps, {stage.Said.Count} messages: {string.Join(", ", stage.Said.GroupBy(s => s.Card.Kind).Select(g => $"{g.Key} {g.Count()}"))}");
    }

    private static async Task AskAsync(World world, Random random, int n)
    {
        var when = random.Next(4) switch { 0 => $" when: in {random.Next(1, 60)} hours", 1 => $" when: in {random.Next(1, 30)} days", _ => "" };
        var quantity = random.Next(3) == 0 ? $" quantity: {random.Next(2, 6)}" : "";
        await Somebody(world, random).TypesAsync($"/need Thing {n} category: {Kinds[random.Next(Kinds.Length)]}{when}{quantity}");
    }

    /// <summary>Somebody helps, gives back, is done, lifts, withdraws, opens again.</summary>
    private static async Task ActAsync(World world, MemoryStore store, Random random)
    {
        var open = await store.OpenInAsync(world.Stage.Group, CancellationToken.None);
        if (open.Count == 0) return;
        var need = open[random.Next(open.Count)];
        var claimer = need.ActiveClaims.Select(c => new Actor(world, Key(c.Person))).FirstOrDefault();
        var requester = new Actor(world, Key(need.Requester));
        await (random.Next(9) switch
        {
            < 4 => Somebody(world, random).TypesAsync($"/claim {need.Number}{(need.Remaining > 1 ? $" {random.Next(1, need.Remaining + 1)}" : "")}"),
            4 when claimer is not null => claimer.TypesAsync($"/done {need.Number}"),
            5 when claimer is not null => claimer.TypesAsync($"/release {need.Number}"),
            6 => requester.TypesAsync($"/bump {need.Number}"),
            7 => requester.TypesAsync($"/close {need.Number}"),
            _ => requester.PressesAsync(new CardAction(ActionList.Id(ActionList.NobodyCame, need.Id), "")),
        });
    }

    /// <summary>Of what was asked within the last hour, some is answered and some is not.</summary>
    private static async Task AnswerAsync(World world, RecordingStage stage, Random random)
    {
        foreach (var question in stage.Newest(world.Get<TimeProvider>().GetUtcNow().AddMinutes(-30)).Where(IsQuestion))
        {
            if (random.Next(3) == 0) continue;
            var actions = question.Card.Actions.Where(a => !a.Id.StartsWith("done:", StringComparison.Ordinal)).ToList();
            await new Actor(world, question.Place["test:direct-".Length..]).PressesAsync(actions[random.Next(actions.Count)]);
        }
    }

    private static void AssertLegal(Need before, Need after)
    {
        Assert.Equal((before.Id, before.Number, before.PostedAt), (after.Id, after.Number, after.PostedAt));
        if (after.Requester != before.Requester)
        {
            Assert.Equal(PersonId.Nobody, after.Requester);
            Assert.False(before.IsOpen, "a need that is open was erased");
            Assert.Empty(after.Claims);
        }

        Assert.True(after.Covered <= after.Quantity, "more is taken on than is asked for");
        Assert.DoesNotContain(after.ActiveClaims, c => c.Person == after.Requester);
        Assert.True(before.IsOpen || after.IsOpen || before.Status == after.Status, $"from {before.Status} to {after.Status}");
        Assert.Equal(after.IsOpen, after.ClosedAt is null);
        if (!after.IsOpen) Assert.True(after is { RemindAt: null, AskAt: null }, "what is closed comes back");
        if (before.IsOpen && after.Status == NeedStatus.Expired)
        {
            Assert.Empty(before.ActiveClaims);
            Assert.True(after.ClosedAt - before.KeepAskedAt >= Duration.FromDays(2), "expired without having been asked in time");
        }

        foreach (var lost in before.ActiveClaims.Where(c => after.IsOpen && after.Claims.All(o => o.Person != c.Person) && after.Handled.SequenceEqual(before.Handled)))
            Assert.NotNull(lost.AskedAt);
    }

    private static void AssertGentle(RecordingStage stage)
    {
        var said = stage.Said;
        Assert.All(said.Where(s => s.Card.Kind == CardKind.Reminder || IsQuestion(s) || s.Card.Lines.Length > 0 && IsTold(s)), s =>
        {
            var time = s.At.InZone(Zone).TimeOfDay;
            Assert.True(time >= new LocalTime(8, 0) && time < new LocalTime(21, 0), $"{s.Card.Kind} at {time}");
        });
        AtMost(4, said.Where(s => s.Card.Kind == CardKind.Reminder));
        foreach (var person in said.Where(IsQuestion).GroupBy(s => s.Place)) AtMost(2, person);
        var digests = said.Where(s => s.Card.Kind == CardKind.Digest).ToList();
        Assert.Equal(digests.Count, digests.Select(d => d.At.InZone(Zone).Date).Distinct().Count());
        // At their hour, but for the one with which a holiday ends.
        Assert.InRange(digests.Count(d => d.At.InZone(Zone).TimeOfDay != new LocalTime(9, 0)), 0, 1);
        Assert.True(digests.Count > 340, $"{digests.Count} digests");
        var charts = said.Where(s => s.Card.Kind == CardKind.Chart).ToList();
        Assert.InRange(charts.Count(c => c.At.InZone(Zone).DayOfWeek != IsoDayOfWeek.Monday), 0, 1);
        Assert.True(charts.Count > 45, $"{charts.Count} charts");
    }

    private static void AtMost(int most, IEnumerable<SaidCard> said)
    {
        var times = said.Select(s => s.At).Order().ToList();
        for (var i = most; i < times.Count; i++)
            Assert.True(times[i] - times[i - most] >= Duration.FromDays(1), $"more than {most} within a day, at {times[i]}");
    }

    private static bool IsQuestion(SaidCard said) => said.Card.Actions.Any(a => a.Id.StartsWith("still:", StringComparison.Ordinal) || a.Id.StartsWith("keep:", StringComparison.Ordinal));

    private static bool IsTold(SaidCard said) => said.Card.Kind == CardKind.Whisper && said.Card.Actions.Any(a => a.Id.StartsWith("claim:", StringComparison.Ordinal));

    private static Actor Somebody(World world, Random random) => new(world, People[random.Next(People.Length)]);

    private static string Key(PersonId person) => person.Value["test:".Length..];
}
