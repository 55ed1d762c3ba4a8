using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>Two people are to be put in touch, and one of them can't be written to in private.</summary>
public sealed class UnreachableTests
{
    private const string NotTheHelper = "I can't write to them in private";
    private const string NotTheRequester = "I can't write to who asked in private";

    [Theory]
    [InlineData("bo", "ana", NotTheHelper)]
    [InlineData("ana", "bo", NotTheRequester)]
    public async Task The_other_is_told_once_what_to_do_and_nobody_else_is(string unreachable, string other, string told)
    {
        var stage = new RecordingStage { Unreachable = { unreachable } };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Groceries anonymous: yes details: Rose Street 5");
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        await world.SleepAsync(TimeSpan.FromHours(2));
        var said = stage.Said.Where(s => s.Card.Lines.Any(l => l.Spans.OfType<Core.Chat.Words>().Any(w => w.Text.Contains(told, StringComparison.Ordinal)))).ToList();
        Assert.Equal("test:direct-" + other, Assert.Single(said).Place);
        Assert.DoesNotContain((await world.NeedAsync(1)).Postings, p => p is { Kind: PostingKind.Whisper });
        Assert.DoesNotContain("Rose", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("Rose Street 5", (await world.Bo.PressesAsync("Details", 1)).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_neither_can_be_reached_nothing_is_said_in_public_and_it_ends()
    {
        var stage = new RecordingStage { Unreachable = { "ana", "bo" } };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Groceries details: Rose Street 5");
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        Assert.DoesNotContain((await world.NeedAsync(1)).Postings, p => p is { Kind: PostingKind.Whisper });
        Assert.All(stage.Said, s => Assert.Equal(stage.Place.Value, s.Place));
        Assert.DoesNotContain("Rose", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gave_it_back_meanwhile_makes_nobody_worry()
    {
        var stage = new RecordingStage { Unreachable = { "bo" } };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Groceries");
        await Task.WhenAll(world.Bo.TypesAsync("/claim 1"), world.Bo.TypesAsync("/release 1"));
        await world.Bo.TypesAsync("/release 1");
        await world.SettleAsync();
        Assert.InRange(stage.Said.Count(s => s.Place == "test:direct-ana" && s.Card.Lines.Any(l => l.Spans.OfType<Core.Chat.Words>().Any(w => w.Text.Contains(NotTheHelper, StringComparison.Ordinal)))), 0, 1);
        Assert.Empty((await world.NeedAsync(1)).ActiveClaims);
    }
}
