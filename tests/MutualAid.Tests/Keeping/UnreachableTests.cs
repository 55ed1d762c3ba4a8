using MutualAid.Core.Chat;
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
    public async Task Put_in_touch_directly_they_read_who_does_how_much_and_nobody_is_told_again_when_the_same_does_more()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Chairs quantity: 4");
        await world.Bo.TypesAsync("/claim 1 1");
        await world.SettleAsync();
        Assert.Equal((1, 1, 0), (Told("ana"), Told("bo"), Told("cruz")));
        foreach (var side in new[] { "ana", "bo" })
            Assert.Contains("1 of 4 covered · test:bo: 1", Introductions(side).Single().Lines.Select(Plain));
        await world.Bo.TypesAsync("/claim 1 2");
        await world.SettleAsync();
        Assert.Equal(3, (await world.NeedAsync(1)).Covered);
        Assert.Equal((1, 1, 0), (Told("ana"), Told("bo"), Told("cruz")));
        await world.Cruz.TypesAsync("/claim 1 1");
        await world.SettleAsync();
        Assert.Equal((2, 1, 1), (Told("ana"), Told("bo"), Told("cruz")));

        int Told(string person) => Introductions(person).Count();
        IEnumerable<Card> Introductions(string person) => stage.Said.Where(s => s.Place == "test:direct-" + person && s.Card.Kind == CardKind.Introduction).Select(s => s.Card);
    }

    [Fact]
    public async Task What_is_changed_twice_while_the_platform_is_away_is_told_in_one_word_that_names_both_changes()
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Groceries for two area: Northside");
        await world.Bo.TypesAsync("/claim 1");
        await EditAsync("what", "Groceries for one");
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        stage.IsAway = true;
        await EditAsync("what", "Groceries for three");
        await world.SettleAsync();
        await world.SleepAsync(TimeSpan.FromMinutes(5));
        await EditAsync("area", "Eastside");
        await world.SettleAsync();
        Assert.Single((await world.NeedAsync(1)).Postings, p => p is { TextKey: WhisperText.Edited, Retired: false });
        stage.IsAway = false;
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        var words = stage.Shown.Where(s => s.Place == "test:direct-bo" && s.Card.Kind == CardKind.Whisper).Select(s => string.Join('\n', s.Card.Lines.Select(Plain))).ToList();
        Assert.Equal(2, words.Count);
        Assert.DoesNotContain("three", words[0], StringComparison.Ordinal);
        Assert.DoesNotContain("for two", words[1], StringComparison.Ordinal);
        Assert.Contains("Changed: What: Groceries for one → Groceries for three", words[1], StringComparison.Ordinal);
        Assert.Contains("Changed: Area: Northside → Eastside", words[1], StringComparison.Ordinal);
        Assert.DoesNotContain((await world.NeedAsync(1)).Postings, p => p is { Kind: PostingKind.Whisper });
        await EditAsync("area", "Westside");
        await world.SettleAsync();
        var last = string.Join('\n', stage.Shown[^1].Card.Lines.Select(Plain));
        Assert.Contains("Eastside → Westside", last, StringComparison.Ordinal);
        Assert.DoesNotContain("Northside", last, StringComparison.Ordinal);

        async Task EditAsync(string field, string value) => await world.Ana.SubmitsAsync((await world.Ana.TypesAsync("/edit 1")).Form, (field, value));
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

    private static string Plain(RichText text) => PlainText.Of(text, p => p.Value, p => p.Value);
}
