using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class SecrecyTestsOnPlayground : SecrecyTests
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class SecrecyTestsOnDiscord : SecrecyTests
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class SecrecyTestsOnMatrix : SecrecyTests
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class SecrecyTestsOnSynapse(SynapseFixture synapse) : SecrecyTests
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>
/// Ana asks without her name, for a neighbour, with private details. Through everything that can happen to it, everything that each other person
/// can read anywhere, and every answer that they get, is searched: only who helps, while they help, ever reads any of it.
/// </summary>
public abstract class SecrecyTests
{
    private const string Details = "Quendleweg 17";
    private const string Neighbour = "Mirabel";
    private const string Ana = "Ana";

    internal abstract Task<IStage> NewStageAsync();

    [Fact]
    public async Task A_secret_reaches_only_who_helps_whatever_happens()
    {
        await using var world = await World.StartAsync(stage: await NewStageAsync());
        await world.Dani.TypesAsync("/settings quiet none");
        await world.Cruz.TypesAsync("/offer Warm soup category: food standing: yes");
        await world.Ana.TypesAsync($"/need Warm soup category: food when: in 30 hours quantity: 3 anonymous: yes for: {Neighbour} details: {Details}");
        await world.Ana.TypesAsync($"/need Warm soup category: food anonymous: yes for: {Neighbour} details: {Details} again");
        await AssertSecretAsync(world, "posted, held, suggested", world.Bo, world.Cruz, world.Dani);
        await AssertNotAnsweredAsync(world, world.Dani);

        await world.Bo.TypesAsync("/claim 2 1");
        await AssertSecretAsync(world, "claimed", world.Cruz, world.Dani);
        Assert.Contains(Details, await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        var form = (await world.Ana.TypesAsync("/edit 2")).Form;
        await world.Ana.SubmitsAsync(form, ("what", "Warm soup and bread"), ("details", Details + " at the back"));
        await AssertSecretAsync(world, "changed", world.Cruz, world.Dani);
        await AssertNotAnsweredAsync(world, world.Cruz);

        await world.Bo.TypesAsync("/release 2");
        await AssertSecretAsync(world, "given back", world.Cruz, world.Dani);
        await AssertNotAnsweredAsync(world, world.Bo);

        await world.AdvanceAsync(TimeSpan.FromHours(26));
        await AssertSecretAsync(world, "reminded, in the digest", world.Cruz, world.Dani);
        await world.Dani.PressesAsync(new CardAction("digest::", ""));
        await AssertSecretAsync(world, "the digest posted by hand", world.Cruz, world.Dani);
        await world.Ana.PressesAsync(new CardAction($"bump:{(await world.NeedAsync(2)).Id}:", ""));
        await world.Dani.TypesAsync("/close 2 reason: test");
        await AssertSecretAsync(world, "closed by a facilitator", world.Cruz, world.Dani);
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(2)).Id}:", ""));
        await world.Bo.TypesAsync("/claim 2 3");
        await world.Ana.PressesAsync(new CardAction($"nobody:{(await world.NeedAsync(2)).Id}:all", ""));
        await AssertSecretAsync(world, "nobody came", world.Cruz, world.Dani);
        await world.Bo.TypesAsync("/claim 2 3");
        await world.Bo.TypesAsync("/done 2");
        await AssertSecretAsync(world, "met", world.Cruz, world.Dani);
        await world.AdvanceAsync(TimeSpan.FromHours(24));
        await AssertSecretAsync(world, "the day after", world.Cruz, world.Dani);
    }

    /// <summary>Nothing that stands anywhere for them.</summary>
    private static async Task AssertSecretAsync(World world, string when, params Actor[] others)
    {
        foreach (var other in others)
        {
            var read = await other.ReadsAsync();
            Assert.All([Details, Neighbour, Ana], secret => Assert.False(read.Contains(secret, StringComparison.Ordinal), $"'{secret}' can be read by another: {when}"));
        }
    }

    /// <summary>Once or twice for each: who types too much is not listened to.</summary>
    private static async Task AssertNotAnsweredAsync(World world, Actor other)
    {
        var need = await world.NeedAsync(2);
        string[] lines = ["/needs", "/mine", "/offers", "/digest", "/edit 2", "/bump 2"];
        string[] actions = ["details", "more", "done", "edit", "reopen", "still", "keep", "how-much"];
        var answers = new List<SeenReply>();
        foreach (var line in lines) answers.Add(await other.TypesAsync(line));
        foreach (var action in actions) answers.Add(await other.PressesAsync(new CardAction($"{action}:{need.Id}:", "")));
        foreach (var answer in answers)
        {
            var text = answer.AllText + (answer.Reply.Form is { } form ? string.Concat(form.Fields.Select(f => f.Value)) : "");
            Assert.All([Details, Neighbour, Ana], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }
}
