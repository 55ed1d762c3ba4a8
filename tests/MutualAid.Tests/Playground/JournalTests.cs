using MutualAid.Bot.Playground;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Playground;

/// <summary>The journal is plain text: what nobody is shown any more stands in it no longer, also while the bot runs.</summary>
public sealed class JournalTests : IDisposable
{
    private const string Secret = "insulin for Quendleweg 4";
    private static readonly Persona Ana = PlaygroundWorld.Find("ana")!;
    private readonly TestFolder folder = new();
    private readonly PlaygroundClock clock = new(TimeProvider.System);

    private string Journal => folder.File("chat.jsonl");

    private string Direct => PlaygroundWorld.DirectOf(Ana).Id;

    [Fact]
    public async Task What_is_replaced_is_gone_soon()
    {
        using var chat = Chat();
        chat.Put("playground:m-1", Direct, author: null, Secret, card: null);
        chat.Put("playground:m-2", Direct, author: null, "stays", card: null);
        Assert.Contains(Secret, Written(), StringComparison.Ordinal);
        chat.Put("playground:m-1", Direct, author: null, "#1", card: null);
        await GoneAsync();
    }

    [Fact]
    public async Task What_is_taken_away_is_gone_soon_and_what_they_said_themselves_too()
    {
        using var chat = Chat();
        chat.Put("playground:m-1", Direct, author: null, Secret, card: null);
        chat.Put("playground:c-1", Direct, Ana, Secret, card: null);
        chat.Put("playground:m-2", PlaygroundWorld.Home.Value, author: null, "stays", card: null);
        chat.DeleteAllIn(Direct);
        await GoneAsync();
    }

    [Fact]
    public void What_is_not_gone_yet_when_it_stops_is_gone_then()
    {
        using (var chat = Chat(TimeSpan.FromHours(1)))
        {
            chat.Put("playground:m-1", Direct, author: null, Secret, card: null);
            chat.Put("playground:m-2", Direct, author: null, "stays", card: null);
            chat.Delete("playground:m-1");
            Assert.Contains(Secret, Written(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Secret, Written(), StringComparison.Ordinal);
        Assert.Contains("stays", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_does_not_let_it_is_asked_again_and_nothing_is_lost_meanwhile()
    {
        using var chat = Chat();
        // Where the new one would be written lies a folder.
        Directory.CreateDirectory(Journal + ".new");
        chat.Put("playground:m-1", Direct, author: null, Secret, card: null);
        chat.Delete("playground:m-1");
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        chat.Put("playground:m-2", Direct, author: null, "stays", card: null);
        Assert.Contains(Secret, Written(), StringComparison.Ordinal);
        Assert.Contains("stays", Written(), StringComparison.Ordinal);
        Directory.Delete(Journal + ".new");
        await GoneAsync();
    }

    [Fact]
    public void A_journal_of_more_than_is_kept_is_read_and_the_oldest_goes()
    {
        using (var journal = new PlaygroundJournal(Journal))
            journal.Rewrite(Enumerable.Range(0, 1001).Select(n => new JournalLine(new PlaygroundMessage($"playground:c-{n}", Direct, n, Ana.Key, n == 0 ? Secret : "stays", Card: null, []))));
        using var chat = Chat(TimeSpan.FromHours(1));
        Assert.Null(chat.FindMessage("playground:c-0"));
        Assert.NotNull(chat.FindMessage("playground:c-1000"));
        Assert.DoesNotContain(Secret, Written(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private PlaygroundChat Chat(TimeSpan? outlived = null) => new(new PlaygroundJournal(Journal), clock) { Outlived = outlived ?? TimeSpan.FromMilliseconds(50) };

    private async Task GoneAsync()
    {
        await Eventually.TrueAsync(() => Task.FromResult(!Written().Contains(Secret, StringComparison.Ordinal)));
        Assert.Contains("stays", Written(), StringComparison.Ordinal);
    }

    private string Written()
    {
        using var file = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
