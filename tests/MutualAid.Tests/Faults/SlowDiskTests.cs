using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>Each sync takes a tenth of a second. In process, through the store's seam for disks: a whole slow disk can't be had everywhere.</summary>
[Collection(FaultCollection.Name)]
public sealed class SlowDiskTests(FaultTable table, ITestOutputHelper output)
{
    private const int Needs = 12;

    [Fact]
    public async Task On_a_slow_disk_every_answer_comes_in_Discord_s_time_and_nothing_is_lost()
    {
        using var open = new OpenStore(disk: file => new SlowFile(file));
        var stage = await DiscordStage.StartAsync();
        var store = new StoreUnderTest(open.Needs, open.Offers, open.Groups, open.Members, open.Bookmarks);
        await using (var world = await World.StartAsync(store, stage: stage))
        {
            foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" }) await world.Dani.TypesAsync($"/settings setting: {limit} value: 1000");
            string[] people = ["ana", "bo", "cruz"];
            await Task.WhenAll(people.Select(async who =>
            {
                for (var n = 0; n < Needs / people.Length; n++)
                {
                    var reply = await new Actor(world, who).TypesAsync($"/need what: thing {who}{n}x");
                    Assert.Contains("is posted", reply.Text, StringComparison.Ordinal);
                }
            }));
            for (var n = 1; n <= Needs; n++) await world.CardAsync(n);
        }

        var before = (await open.Needs.OpenInAsync(stage.Group, CancellationToken.None)).Count;
        open.Reopen();
        var after = (await open.Needs.OpenInAsync(stage.Group, CancellationToken.None)).Count;
        var shown = stage.Needs.Messages.Count(m => m.Author.IsBot);
        Assert.Equal(Needs, before);
        table.Note(new FaultRow("slow disk (0.1 s a sync)", 1, Needs, Needs - after, shown - Needs, "answers in time; Discord shows that it is thinking meanwhile"), output);
    }

    private sealed class SlowFile(FileStream file) : PageStream(new SyncedFile(file))
    {
        private static readonly TimeSpan SyncTakes = TimeSpan.FromMilliseconds(100);

        public override void Flush()
        {
            SpinWait.SpinUntil(() => false, SyncTakes);
            base.Flush();
        }
    }
}
