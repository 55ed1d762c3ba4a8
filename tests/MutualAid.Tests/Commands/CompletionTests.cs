using MutualAid.Bot.Playground;
using MutualAid.Core.Commands;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Commands;

/// <summary>What is offered while somebody types, as the page asks for it.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("/cl", "/claim |/close ")]
    [InlineData("/claim ", "/claim 2 |/claim 1 |/claim number: |/claim quantity: ")]
    [InlineData("/claim 2", "/claim 2 ")]
    [InlineData("/claim ride", "/claim 2 ")]
    [InlineData("/needs show: wa", "/needs show: waiting ")]
    [InlineData("/need Soup category: tr", "/need Soup category: transport |/need Soup category: translation ")]
    [InlineData("/need Soup anonymous:", "/need Soup anonymous: yes |/need Soup anonymous: no ")]
    [InlineData("/need Soup qu", "/need Soup quantity: ")]
    [InlineData("/settings setting: zo", "/settings setting: zone ")]
    [InlineData("hello", "")]
    [InlineData("/nothing ", "")]
    public async Task Names_options_and_values_are_offered(string line, string expected)
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A ride when: today 18:00");
        Assert.Equal(expected, string.Join('|', (await OfferedAsync(world, "bo", line)).Select(i => i.Line)));
    }

    [Fact]
    public async Task A_time_is_offered_with_what_it_means_and_a_number_with_what_it_is()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        Assert.Contains(await OfferedAsync(world, "bo", "/need Soup when: friday"), i => i.Hint == "Fri 27 Nov 23:59");
        Assert.Contains(await OfferedAsync(world, "bo", "/claim 1"), i => i.Label == "#1 Groceries");
        Assert.DoesNotContain(await OfferedAsync(world, "ana", "/claim "), i => i.Label == "#1 Groceries");
        Assert.Contains(await OfferedAsync(world, "ana", "/done "), i => i.Label == "#1 Groceries");
    }

    private static Task<IReadOnlyList<CompletionItem>> OfferedAsync(World world, string who, string line) =>
        new PlaygroundCompletion(world.Get<Completions>(), world.Chat).ForAsync(PlaygroundWorld.Find(who)!, PlaygroundWorld.Home, line, CancellationToken.None);
}
