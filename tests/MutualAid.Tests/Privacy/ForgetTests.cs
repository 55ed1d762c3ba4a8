using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Privacy;

public sealed class ForgetTestsOnPlayground : ForgetTests
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class ForgetTestsOnDiscord : ForgetTests
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class ForgetTestsOnMatrix : ForgetTests
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class ForgetTestsOnSynapse(SynapseFixture synapse) : ForgetTests
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>
/// Ana lives a life with the bot and then wants to be forgotten. Nothing of it is left in the store's file, nothing of it can be read by anybody on
/// what the bot shows, and nobody is told why.
/// </summary>
public abstract class ForgetTests
{
    private static readonly string[] Secrets =
        ["Zwiebelkuchen", "Apfelstrudel", "Hinterhof", "Mirabel", "Quendleweg", "Pflaumenmus", "Kellertreppe", "Rhabarber", "Birnbaum"];

    internal abstract Task<IStage> NewStageAsync();

    /// <summary>Everything that the bot shows this person; not what it answered them, which is theirs.</summary>
    private static async Task<string> ShownToAsync(World world, Actor actor)
    {
        await world.SettleAsync();
        return world.Stage is MatrixStage matrix ? await matrix.ReadsWithoutAnswersAsync(actor.Key) : await actor.ReadsAsync();
    }

    [Fact]
    public async Task A_whole_life_is_erased_from_the_file_and_from_what_others_can_read()
    {
        using var open = new OpenStore();
        await using var world = await World.StartAsync(Of(open), stage: await NewStageAsync());
        await LiveAsync(world);
        Assert.NotEmpty((await world.NeedAsync(1)).Suggestions);
        Assert.NotEmpty((await world.OfferAsync(7)).Given);
        Assert.Contains("Zwiebelkuchen", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("Quendleweg", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        var traces = await Traces.OfAsync(open);

        var asked = await world.Ana.TypesAsync("/privacy forget");
        Assert.Contains("2 open needs", asked.AllText, StringComparison.Ordinal);
        Assert.Contains("1 offer", asked.AllText, StringComparison.Ordinal);
        Assert.Contains("erased", (await world.Ana.PressesAsync(asked.Action("Erase"))).Text, StringComparison.Ordinal);
        await world.SettleAsync();
        await AssertForgottenAsync(world);
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        await AssertForgottenAsync(world);
        Assert.Empty(await world.Get<IMemberStore>().OfAsync(world.Ana.Id, 9, CancellationToken.None));
        await AssertTakenBackAsync(world);

        // What the others had to do with it goes on.
        var open4 = await world.NeedAsync(4);
        Assert.Equal((3, 1), (open4.Quantity, open4.Covered));
        Assert.Equal([PersonId.Nobody], open4.Claims.Select(c => c.Person));
        Assert.Contains("#4 Bags of rice", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.Empty((await world.OfferAsync(7)).Given);
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        await traces.AssertGoneAsync([.. Secrets, world.Ana.Id.Value]);
    }

    [Fact]
    public async Task What_is_said_of_it_is_said_only_to_who_asks()
    {
        await using var world = await World.StartAsync(stage: await NewStageAsync());
        Assert.Contains("nothing", (await world.Ana.TypesAsync("/privacy")).AllText, StringComparison.Ordinal);
        Assert.Contains("nothing", (await world.Ana.TypesAsync("/privacy forget")).AllText, StringComparison.Ordinal);
        await LiveAsync(world);
        var before = await AllShownAsync(world);
        var shown = await world.Ana.TypesAsync("/privacy");
        Assert.Contains("2 open needs", shown.AllText, StringComparison.Ordinal);
        Assert.Contains("1 closed need", shown.AllText, StringComparison.Ordinal);
        Assert.Contains("can read", shown.AllText, StringComparison.Ordinal);
        var asked = await world.Ana.PressesAsync(shown.Action("Erase everything about me"));
        await world.Ana.PressesAsync(asked.Action("Keep"));
        Assert.Equal(before, await AllShownAsync(world));
        Assert.Equal("Warm soup Zwiebelkuchen Apfelstrudel", (await world.NeedAsync(1)).What);
        Assert.Contains("2 necesidades abiertas", (await world.Ana.Speaking("es").TypesAsync("/privacy")).AllText, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> AllShownAsync(World world)
    {
        var shown = new List<string>();
        foreach (var other in Others(world)) shown.Add(await ShownToAsync(world, other));
        return shown;
    }

    /// <summary>What the bot ever said to Ana alone, and on Matrix also what cards said before they were edited; reminders and digests are replaced later.</summary>
    private static async Task AssertTakenBackAsync(World world)
    {
        var said = new List<string>();
        if (world.Stage is DiscordStage discord) said.AddRange(discord.Person("ana").DirectMessages.Where(m => m.Author.IsBot).Select(m => m.TextOf()));
        if (world.Stage is PlaygroundStage playground) said.Add(await playground.ReadsAsync("ana"));
        if (world.Stage is MatrixStage matrix)
        {
            var filter = Uri.EscapeDataString("{\"types\":[\"m.room.message\"]}");
            foreach (var (person, room) in new[] { ("ana", matrix.DirectOf("ana")), ("cruz", matrix.Room) })
            {
                var all = await matrix.People.CallAsync(person, HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/messages?dir=b&limit=200&filter={filter}");
                var own = all.GetProperty("chunk").EnumerateArray().Where(e => e.GetProperty("sender").GetString() == matrix.BotUser && e.GetProperty("content").TryGetProperty("body", out _));
                said.AddRange(own.Where(e => person == "ana" || e.GetProperty("content").GetProperty("body").GetString()!.TrimStart('*', ' ').StartsWith('#')).Select(e => e.GetRawText()));
            }
        }

        Assert.All(Secrets, secret => Assert.DoesNotContain(said, s => s.Contains(secret, StringComparison.Ordinal)));
    }

    private static StoreUnderTest Of(OpenStore open) => StoreUnderTest.On(open);

    private static IEnumerable<Actor> Others(World world) => [world.Bo, world.Cruz, world.Dani];

    /// <summary>Needs open, closed, held, anonymous, for somebody, changed; claims open and done; an offer, a suggestion, a choice, a reminder, a digest.</summary>
    private static async Task LiveAsync(World world)
    {
        await world.Dani.TypesAsync("/settings quiet none");
        await world.Ana.TypesAsync("/need Warm soup Zwiebelkuchen category: food area: Hinterhof quantity: 2 for: Mirabel details: Quendleweg 17");
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        await world.Ana.SubmitsAsync(form, ("what", "Warm soup Zwiebelkuchen Apfelstrudel"));
        await world.Ana.TypesAsync("/need Pflaumenmus category: supplies anonymous: yes details: Kellertreppe");
        await world.Ana.TypesAsync("/need Rhabarber category: housing");
        await world.Ana.TypesAsync("/close 3");
        await world.Bo.TypesAsync("/need Bags of rice category: care quantity: 3");
        await world.Ana.TypesAsync("/claim 4 1");
        await world.Ana.TypesAsync("/done 4");
        await world.Ana.TypesAsync("/claim 4 1");
        await world.Ana.TypesAsync("/offer Birnbaum category: skills");
        await world.Bo.TypesAsync("/need Cut a tree category: skills");
        await world.Dani.TypesAsync("/offer Warm soup category: food quantity: 5");
        await world.SettleAsync();
        await world.Cruz.TypesAsync("/claim 1 1");
        await world.Dani.TypesAsync("/claim 1 1");
        await world.Ana.TypesAsync("/mine");
        await world.Ana.PressesAsync(new CardAction("tell::on|money", ""));
        await world.AdvanceAsync(TimeSpan.FromHours(5));
        await world.Ana.TypesAsync("/need Pflaumenmus");
        await world.SettleAsync();
    }

    private static async Task AssertForgottenAsync(World world)
    {
        foreach (var other in Others(world))
        {
            var read = await ShownToAsync(world, other);
            Assert.All(Secrets, secret => Assert.DoesNotContain(secret, read, StringComparison.Ordinal));
            Assert.DoesNotContain("erase", read, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("forg", read, StringComparison.OrdinalIgnoreCase);
        }

        var (needs, offers) = (await world.Needs.MentioningAsync(world.Ana.Id, 99, CancellationToken.None), await world.Get<IOfferStore>().MentioningAsync(world.Ana.Id, 99, CancellationToken.None));
        Assert.Empty(needs.Select(n => $"{n}").Concat(offers.Select(o => $"{o}")));
        Assert.Empty(await world.Get<IGroupStore>().MentioningAsync(world.Ana.Id, 99, CancellationToken.None));
    }
}
