using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Trust;

public sealed class NewcomerStoriesOnPlayground : NewcomerStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class NewcomerStoriesOnLiteDb : NewcomerStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class NewcomerStoriesOnDiscord : NewcomerStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class NewcomerStoriesOnMatrix : NewcomerStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());

    [Fact]
    public async Task Who_takes_another_name_is_not_new_for_that()
    {
        await using var world = await StartAsync();
        var stage = (MatrixStage)world.Stage;
        var server = ((FakePeople)stage.People).Homeserver;
        Memberships.Rename(server.World, server.World.FindAccount(stage.UserOf("bo"))!, "Bonnie");
        await world.Bo.TypesAsync("/need A bed");
        Assert.False((await world.NeedAsync(1)).IsUnseen);
    }
}

/// <summary>Where the group wants it, what a new account asks for waits until a second member waves it through. Nobody is silenced by it.</summary>
public abstract class NewcomerStories
{
    private const string Neutral = "somebody new asks for something";
    private static readonly string[] Markers = ["Quincewood", "Vermilion", "Ocelotstair", "Zebulon", "Ana"];

    internal abstract Task<IStage> NewStageAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task Nobody_else_reads_any_of_it_before_a_second_member_nods_and_from_then_on_it_is_a_need_as_any_other()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Rides to the clinic");
        var told = (await world.Ana.TypesAsync("/need A ride to the clinic Quincewood area: Vermilion details: Ocelotstair for: Zebulon")).AllText;
        foreach (var part in new[] { "#2 is saved", "Quincewood", "yours is new here", "it is shown by itself", "If it is urgent, talk to somebody" }) Assert.Contains(part, told, StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromHours(1));

        Assert.Contains("#2: " + Neutral, await world.Bo.ReadsAsync("#2: " + Neutral), StringComparison.Ordinal);
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
        var waiting = await world.NeedAsync(2);
        Assert.True(waiting.IsUnseen);
        Assert.Empty(waiting.Claims);
        Assert.Empty(waiting.Suggestions);
        Assert.Equal(["Wave it through"], (await world.CardAsync(2)).Actions.Select(a => a.Label));

        Assert.Contains("#2 is yours", (await world.Ana.PressesAsync(Wave(waiting))).Text, StringComparison.Ordinal);
        Assert.Contains("The group can read #2 now", (await world.Cruz.PressesAsync("Wave it through", 2)).Text, StringComparison.Ordinal);
        // Once it is shown the words that answered it are gone from a room.
        var card = await world.CardAsync(2);
        Assert.Contains("already", (await world.Bo.PressesAsync(Wave(waiting))).Text, StringComparison.Ordinal);
        Assert.Contains("Quincewood", card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Neutral, await world.Bo.ReadsWithoutAsync(Neutral), StringComparison.Ordinal);
        var shown = await world.NeedAsync(2);
        Assert.Equal((waiting.CardPosting!.Id, waiting.CardPosting.Message), (shown.CardPosting!.Id, shown.CardPosting.Message));
        Assert.Single(shown.Postings, p => p.Kind == PostingKind.Card);
        Assert.Equal(world.Bo.Id, Assert.Single(shown.Suggestions).Person);
        Assert.NotNull(shown.RemindAt);
        Assert.Contains("Quincewood", (await world.Cruz.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/claim 2");
        Assert.Equal(world.Bo.Id, Assert.Single((await world.NeedAsync(2)).Claims).Person);
    }

    [Fact]
    public async Task Silence_refuses_nobody_facilitators_are_told_once_and_after_a_day_it_is_shown_anyway()
    {
        const string Told = "nobody has waved it through yet";
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Quincewood");
        await world.SleepAsync(TimeSpan.FromMinutes(119));
        Assert.DoesNotContain(Told, await FacilitatorReadsAsync(world), StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        var read = await FacilitatorReadsAsync(world, Told);
        Assert.Equal(2, read.Split(Told).Length);
        Assert.DoesNotContain("Quincewood", read, StringComparison.Ordinal);
        foreach (var other in new[] { world.Ana, world.Bo, world.Cruz }) Assert.DoesNotContain(Told, await other.ReadsAsync(), StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromHours(21));
        Assert.True((await world.NeedAsync(1)).IsUnseen);
        Assert.Equal(2, (await FacilitatorReadsAsync(world)).Split(Told).Length);
        await world.SleepAsync(TimeSpan.FromHours(1));
        Assert.Contains("Quincewood", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.False((await world.NeedAsync(1)).IsUnseen);
    }

    [Fact]
    public async Task What_waits_is_theirs_to_see_to_withdraw_and_to_have_forgotten()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Quincewood details: Ocelotstair");
        var mine = (await world.Ana.TypesAsync("/mine")).AllText;
        Assert.Contains("Quincewood", mine, StringComparison.Ordinal);
        Assert.Contains("waits to be waved through", mine, StringComparison.Ordinal);
        Assert.Contains("1 open need", (await world.Ana.TypesAsync("/privacy")).AllText, StringComparison.Ordinal);

        await world.Ana.TypesAsync("/close 1 reason: Vermilion");
        Assert.Equal("withdrawn", (await world.CardAsync(1)).Status);
        await world.SleepAsync(TimeSpan.FromHours(25));
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
        Assert.Contains("is closed already", (await world.Bo.PressesAsync(Wave(await world.NeedAsync(1)))).Text, StringComparison.Ordinal);

        await world.Ana.TypesAsync("/need Zebulon");
        var sure = await world.Ana.TypesAsync("/privacy do: forget");
        await world.Ana.PressesAsync(sure.Action("Erase"));
        await world.SleepAsync(TimeSpan.FromMinutes(5));
        await world.SleepAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(await world.Needs.MentioningAsync(world.Ana.Id, 10, CancellationToken.None));
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
    }

    [Fact]
    public async Task Only_who_is_new_waits_and_only_who_is_not_waves_through()
    {
        await using var world = await StartAsync("cruz");
        await world.Bo.TypesAsync("/need A bed");
        await world.Dani.TypesAsync("/need A table");
        foreach (var number in new[] { 1, 2 }) Assert.False((await world.NeedAsync(number)).IsUnseen);
        await world.Ana.TypesAsync("/need Quincewood");
        Assert.Contains("Your account is new here too", (await world.Cruz.PressesAsync("Wave it through", 3)).Text, StringComparison.Ordinal);
        Assert.True((await world.NeedAsync(3)).IsUnseen);
        await world.Dani.TypesAsync("/settings newcomers off");
        await world.Ana.TypesAsync("/need A chair");
        Assert.False((await world.NeedAsync(4)).IsUnseen);
    }

    [Fact]
    public async Task What_somebody_new_offers_waits_too_is_neither_listed_nor_suggested_and_is_an_offer_as_any_other_after_a_nod()
    {
        await using var world = await StartAsync("cruz");
        var told = (await world.Ana.TypesAsync("/offer Rides to the clinic Quincewood area: Vermilion")).AllText;
        foreach (var part in new[] { "#1 is saved", "Quincewood", "what new accounts offer", "yours is new here", "it is shown by itself" }) Assert.Contains(part, told, StringComparison.Ordinal);
        var wave = new CardAction($"wave-offer-through:{(await world.OfferAsync(1)).Id}:", "");
        Assert.Contains("Your account is new here too", (await world.Cruz.PressesAsync(wave)).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/need A ride to the clinic");
        var edited = await world.Ana.PressesAsync(new CardAction($"edit-offer:{(await world.OfferAsync(1)).Id}:", ""));
        await world.Ana.SubmitsAsync(edited.Form, ("what", "Rides to the clinic Zebulon"));
        await world.SleepAsync(TimeSpan.FromHours(1));

        Assert.Contains("#1: somebody new offers something", await world.Bo.ReadsAsync("#1: somebody new offers something"), StringComparison.Ordinal);
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
        Assert.Empty((await world.NeedAsync(2)).Suggestions);
        var waiting = await world.OfferAsync(1);
        Assert.True(waiting is { IsUnseen: true, IsAvailable: false });
        Assert.Contains("waits to be waved through", (await world.Ana.TypesAsync("/mine")).AllText, StringComparison.Ordinal);
        Assert.Contains("Nobody has waved #1 through yet", (await world.Bo.PressesAsync(new CardAction($"ask-for:{waiting.Id}:", ""))).Text, StringComparison.Ordinal);

        Assert.Contains("#1 is yours", (await world.Ana.PressesAsync(wave)).Text, StringComparison.Ordinal);
        Assert.Contains("The group can read #1 now", (await world.Bo.DoesAsync(new ActionPressed((await world.OfferCardAsync(1)).Action("Wave it through")))).Text, StringComparison.Ordinal);
        Assert.Contains("Zebulon", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Contains("already", (await world.Dani.PressesAsync(wave)).Text, StringComparison.Ordinal);
        var shown = await world.OfferAsync(1);
        Assert.Equal((waiting.CardPosting!.Id, waiting.CardPosting.Message), (shown.CardPosting!.Id, shown.CardPosting.Message));
        Assert.Contains("Zebulon", (await world.Bo.TypesAsync("/offers")).AllText, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/need A ride to the clinic tomorrow");
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(world.Ana.Id, Assert.Single((await world.NeedAsync(3)).Suggestions).Person);
    }

    [Fact]
    public async Task What_somebody_new_offers_is_shown_after_a_day_and_what_is_taken_back_before_stays_unread()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/offer Quincewood");
        await world.Ana.TypesAsync("/offer Ocelotstair");
        await world.Ana.TypesAsync("/close 2");
        await world.SleepAsync(TimeSpan.FromHours(23));
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
        await world.SleepAsync(TimeSpan.FromHours(1));
        Assert.Contains("Quincewood", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        Assert.True((await world.OfferAsync(1)).IsAvailable);
        Assert.DoesNotContain("Ocelotstair", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings newcomers off");
        await world.Ana.TypesAsync("/offer A bed");
        Assert.True((await world.OfferAsync(3)).IsAvailable);
    }

    [Fact]
    public async Task What_somebody_new_changes_after_a_nod_is_read_by_nobody_else_before_another_nod()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need A bed");
        await world.Ana.TypesAsync("/offer A table");
        await world.Cruz.PressesAsync("Wave it through", 1);
        await world.Cruz.DoesAsync(new ActionPressed((await world.OfferCardAsync(2)).Action("Wave it through")));
        Assert.False((await world.NeedAsync(1)).IsUnseen);
        Assert.True((await world.OfferAsync(2)).IsAvailable);

        foreach (var (number, what) in new[] { (1, "Quincewood"), (2, "Zebulon") })
        {
            var told = (await world.Ana.SubmitsAsync((await world.Ana.TypesAsync($"/edit {number}")).Form, ("what", what), ("area", "Vermilion"))).AllText;
            foreach (var part in new[] { $"#{number} is changed, and the group can't read it now", "yours is new here", "it is shown by itself" }) Assert.Contains(part, told, StringComparison.Ordinal);
        }

        await world.SleepAsync(TimeSpan.FromHours(1));
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani }) await ReadsNothingOfItAsync(other);
        Assert.Equal(["Wave it through"], (await world.CardAsync(1)).Actions.Select(a => a.Label));
        await world.Bo.PressesAsync("Wave it through", 1);
        await world.Bo.DoesAsync(new ActionPressed((await world.OfferCardAsync(2)).Action("Wave it through")));
        Assert.Contains("Quincewood", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Contains("Zebulon", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
    }

    internal async Task<World> StartAsync(params string[] alsoNew)
    {
        var stage = await NewStageAsync();
        var now = Instant.FromDateTimeOffset(World.NewClock().GetUtcNow());
        foreach (var person in new[] { "ana", "bo", "cruz" })
            ((IAgedStage)stage).Came(person, person == "ana" || alsoNew.Contains(person) ? now - Duration.FromHours(71) : now - Duration.FromHours(73));
        var world = await World.StartAsync(NewStore(), stage: stage);
        Assert.Contains("3 days", (await world.Dani.TypesAsync("/settings newcomers 3 days")).Text, StringComparison.Ordinal);
        return world;
    }

    /// <summary>What the first who may be told reads: on Discord that is the owner of the server, since who manages it is not asked for.</summary>
    private static Task<string> FacilitatorReadsAsync(World world, string awaited = "") =>
        world.Stage is DiscordStage discord ? Task.FromResult(string.Join('\n', discord.Guild.Owner.DirectMessages.Select(m => m.TextOf()))) : world.Dani.ReadsAsync(awaited);

    private static CardAction Wave(Need need) => new($"wave-through:{need.Id}:", "");

    /// <summary>Neither what is shown, nor any answer, has a word of it.</summary>
    private static async Task ReadsNothingOfItAsync(Actor other)
    {
        var all = await other.ReadsAsync();
        foreach (var line in new[] { "/needs", "/needs show: covered", "/offers", "/mine", "/digest", "/claim 1", "/claim 2", "/done 2", "/edit 2" }) all += (await other.TypesAsync(line)).AllText;
        Assert.All(Markers, marker => Assert.DoesNotContain(marker, all, StringComparison.Ordinal));
    }
}
