using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Offers;

/// <summary>Whom the bot tells of a need because of an offer, and how often. It is Monday 10:00.</summary>
public sealed class SuggestionTests
{
    private const string Fits = "it may fit what you offer";

    [Fact]
    public async Task At_most_three_people_are_told_of_a_need_the_longest_waiting_first()
    {
        await using var world = await StartAsync();
        var people = Enumerable.Range(1, 5).Select(n => new Actor(world, $"person{n}")).ToList();
        foreach (var person in people)
        {
            await person.TypesAsync("/offer Warm soup category: food");
            await world.SleepAsync(TimeSpan.FromMinutes(5));
        }

        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync(people, [1, 1, 1, 0, 0]);
        // Who takes it on and gives it back makes no room for others, and nobody is told twice.
        await people[0].TypesAsync("/claim 6");
        await people[0].TypesAsync("/release 6");
        await world.SettleAsync();
        await AssertToldAsync(people, [1, 1, 1, 0, 0]);
    }

    [Fact]
    public async Task When_more_of_it_is_needed_others_are_told()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Warm soup category: food quantity: 2");
        await world.Cruz.TypesAsync("/claim 1 2");
        await world.Bo.TypesAsync("/offer Warm soup category: food quantity: 30");
        await AssertToldAsync([world.Bo], [0]);
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        await world.Ana.SubmitsAsync(form, ("quantity", "10"));
        await AssertToldAsync([world.Bo], [1]);
    }

    [Fact]
    public async Task Who_can_not_be_reached_takes_nobodys_place_and_is_not_asked_again()
    {
        var stage = new RecordingStage { Unreachable = { "person1", "person2", "person3" } };
        await using var world = await World.StartAsync(stage: stage);
        var people = Enumerable.Range(1, 5).Select(n => new Actor(world, $"person{n}")).ToList();
        foreach (var person in people)
        {
            await person.TypesAsync("/offer Warm soup category: food");
            await world.SleepAsync(TimeSpan.FromMinutes(5));
        }

        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync(people, [0, 0, 0, 1, 1]);
        Assert.Equal(["test:person1", "test:person2", "test:person3"], (await world.NeedAsync(6)).Suggestions.Where(s => s.Unreached).Select(s => s.Person.Value));
        Assert.DoesNotContain("in private", await world.Ana.ReadsAsync(), StringComparison.Ordinal);
        stage.Unreachable.Clear();
        await world.Bo.TypesAsync("/claim 6");
        await world.Bo.TypesAsync("/release 6");
        await world.SleepAsync(TimeSpan.FromHours(1));
        await AssertToldAsync(people, [0, 0, 0, 1, 1]);
    }

    [Fact]
    public async Task Who_stands_in_for_somebody_who_can_not_be_reached_is_not_woken_for_it()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        var people = Enumerable.Range(1, 4).Select(n => new Actor(world, $"person{n}")).ToList();
        foreach (var person in people)
        {
            await person.TypesAsync("/offer Warm soup category: food standing: yes");
            await world.SleepAsync(TimeSpan.FromMinutes(5));
        }

        stage.IsAway = true;
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await world.SettleAsync();
        await world.SleepAsync(TimeSpan.FromHours(13));
        // It is deep in the night when it turns out.
        foreach (var person in people.Take(3)) stage.Unreachable.Add(person.Key);
        stage.IsAway = false;
        await world.SleepAsync(TimeSpan.FromHours(1));
        await AssertToldAsync(people, [0, 0, 0, 0]);
        await world.SleepAsync(TimeSpan.FromHours(9));
        await AssertToldAsync(people, [0, 0, 0, 1]);
    }

    [Fact]
    public async Task Nobody_is_told_of_their_own_need_or_of_what_they_are_on_already()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/offer Warm soup category: food");
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync([world.Ana], [0]);
    }

    [Fact]
    public async Task Who_wants_no_suggestions_gets_none_and_can_want_them_again()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup category: food standing: yes quantity: 9");
        var turn = (await world.Bo.PressesAsync(new CardAction("tell::", ""))).Action("Suggest nothing to me");
        Assert.Contains("not told any more", (await world.Bo.PressesAsync(turn)).Text, StringComparison.Ordinal);
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync([world.Bo], [0]);
        var again = (await world.Bo.PressesAsync(new CardAction("tell::", ""))).Action("Suggest needs that fit my offers");
        await world.Bo.PressesAsync(again);
        await world.Ana.TypesAsync("/need Cold soup category: food");
        await AssertToldAsync([world.Bo], [1]);
    }

    [Fact]
    public async Task At_night_nobody_is_woken_but_for_what_is_needed_within_hours()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup category: food standing: yes");
        await world.SleepAsync(TimeSpan.FromHours(13));
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync([world.Bo], [0]);
        await world.Cruz.TypesAsync("/need Warm soup category: food when: in 3 hours");
        await AssertToldAsync([world.Bo], [1]);
        await world.SleepAsync(TimeSpan.FromHours(9));
        await AssertToldAsync([world.Bo], [2]);
    }

    [Fact]
    public async Task Nobody_is_told_of_more_than_five_needs_a_day_and_then_others_are()
    {
        await using var world = await StartAsync();
        await world.Dani.TypesAsync("/settings needs-an-hour 50");
        await world.Bo.TypesAsync("/offer Warm soup category: food standing: yes");
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 7; i++) await world.Ana.TypesAsync($"/need Warm soup {i} category: food");
        await AssertToldAsync([world.Bo], [5]);
        await world.Cruz.TypesAsync("/offer Warm soup category: food standing: yes");
        await world.Ana.TypesAsync("/need Warm soup for later category: food");
        await AssertToldAsync([world.Bo, world.Cruz], [5, 1]);
        await world.SleepAsync(TimeSpan.FromHours(24));
        await world.Ana.TypesAsync("/need Warm soup once more category: food");
        await AssertToldAsync([world.Bo, world.Cruz], [6, 2]);
    }

    [Fact]
    public async Task What_is_taken_before_it_was_said_is_not_said()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup category: food standing: yes");
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await world.Cruz.TypesAsync("/claim 2");
        await AssertToldAsync([world.Bo], [0]);
        await world.Cruz.TypesAsync("/release 2");
        await AssertToldAsync([world.Bo], [1]);
    }

    [Fact]
    public async Task A_withdrawn_or_given_or_ended_offer_is_not_thought_of()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup category: food");
        await world.Bo.TypesAsync("/close 1");
        await world.Cruz.TypesAsync("/offer Warm soup category: food until: tomorrow 12:00");
        await world.SleepAsync(TimeSpan.FromHours(30));
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await AssertToldAsync([world.Bo, world.Cruz], [0, 0]);
    }

    [Fact]
    public async Task A_digest_names_the_five_newest_offers_and_says_that_there_are_more()
    {
        await using var world = await StartAsync();
        await world.Dani.TypesAsync("/settings needs-an-hour 50");
        await world.Ana.TypesAsync("/need Xylophones");
        foreach (var thing in new[] { "Rice", "Beans", "Lentils", "Salt", "Oil" }) await world.Bo.TypesAsync("/offer " + thing);
        Assert.Contains("Offered: #6 Oil · #5 Salt · #4 Lentils · #3 Beans · #2 Rice", (await world.Ana.TypesAsync("/digest")).AllText, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/offer Flour");
        Assert.Contains("Offered: #7 Flour · #6 Oil · #5 Salt · #4 Lentils · #3 Beans and more: /offers", (await world.Ana.TypesAsync("/digest")).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Said_in_the_language_of_the_group()
    {
        await using var world = await StartAsync();
        await world.Dani.TypesAsync("/settings language es");
        await world.Bo.TypesAsync("/offer Sopa caliente category: comida area: Norte");
        await world.Ana.TypesAsync("/need Sopa caliente category: comida area: Norte");
        Assert.Contains("Te llega porque ofreciste comida en Norte: #1.", await world.Bo.ReadsAsync("Te llega porque ofreciste comida en Norte: #1."), StringComparison.Ordinal);
    }

    /// <summary>How often each was told of anything.</summary>
    private static async Task AssertToldAsync(IReadOnlyList<Actor> people, int[] times)
    {
        var told = new List<int>();
        foreach (var person in people) told.Add(OfferStories.Times(Fits, await person.ReadsAsync()));
        Assert.Equal(times, told);
    }

    private static Task<World> StartAsync() => World.StartAsync(stage: new RecordingStage());
}
