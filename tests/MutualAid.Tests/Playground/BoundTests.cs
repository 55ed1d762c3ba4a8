using MutualAid.Bot.Playground;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Playground;

/// <summary>What the playground keeps doesn't grow with what is sent to it.</summary>
public sealed class BoundTests
{
    private static readonly Persona Ana = PlaygroundWorld.Find("ana")!;

    [Fact]
    public void A_message_has_so_many_different_reactions_and_one_that_nobody_makes_any_more_is_none()
    {
        using var folder = new TestFolder();
        using var chat = Open(folder);
        chat.Put("playground:m1", "playground:needs", Ana, "Is there soup?", card: null);
        for (var i = 0; i < 1000; i++) Assert.Equal(i < 20, chat.React("playground:m1", $"{i}", Ana, on: true));
        Assert.Equal(20, chat.FindMessage("playground:m1")!.Reactions.Count);
        Assert.True(chat.React("playground:m1", "0", Ana, on: false));
        Assert.Equal(19, chat.FindMessage("playground:m1")!.Reactions.Count);
        Assert.True(chat.React("playground:m1", "✋", Ana, on: true));
    }

    [Fact]
    public void A_language_that_is_chosen_again_and_again_is_written_down_once()
    {
        using var folder = new TestFolder();
        using (var chat = Open(folder))
        {
            for (var i = 0; i < 1000; i++) chat.SetLanguage(Ana, i % 2 == 0 ? "en" : "es");
        }

        Assert.InRange(File.ReadAllLines(folder.File("chat.jsonl")).Length, 1, 10);
        using var again = Open(folder);
        Assert.Equal("es", again.LanguageOf(Ana));
    }

    private static PlaygroundChat Open(TestFolder folder) => new(new PlaygroundJournal(folder.File("chat.jsonl")), new PlaygroundClock(TimeProvider.System));
}
