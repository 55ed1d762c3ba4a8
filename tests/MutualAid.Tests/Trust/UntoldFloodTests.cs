using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Measuring;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Matrix.Sync;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>A flood of what nobody can be told about: beyond one person's share it is passed over, and nobody else waits for it.</summary>
public sealed class UntoldFloodTests
{
    private const int Times = 250;

    /// <summary>Fewer than the flood takes, of which each reaction that waits takes one or more.</summary>
    private const int FewReads = PlaceQueues.MostTakenBack - 1;

    [Fact]
    public async Task After_five_hundred_reactions_of_one_person_on_Discord_another_ones_claim_is_taken()
    {
        var stage = await DiscordStage.StartAsync();
        await FloodAsync(stage, async (world, _) =>
        {
            var (mine, other) = (stage.Find((await world.NeedAsync(1)).CardPosting!.Message!.Value)!, stage.Find((await world.NeedAsync(2)).CardPosting!.Message!.Value)!);
            for (var i = 0; i < Times; i++)
            {
                await stage.Fake.ReactAsync(stage.Person("cruz"), mine, "✋");
                await stage.Fake.UnreactAsync(stage.Person("cruz"), mine, "✋");
            }

            return () => stage.Fake.ReactAsync(stage.Person("bo"), other, "✋");
        }, DiscordIds.Place(Text(stage.Guild.Id), Text(stage.Needs.Id)).Value, DiscordIds.Person(Text(stage.Person("bo").Id)).Value, DiscordIds.Platform);
    }

    [Fact]
    public async Task After_five_hundred_reactions_of_one_person_on_Matrix_another_ones_claim_is_taken()
    {
        var people = await FakePeople.StartAsync(new HurriedTime(10));
        var stage = await MatrixStage.StartAsync(people);
        await FloodAsync(stage, async (world, passed) =>
        {
            var (mine, other) = (MatrixIds.EventOf((await world.NeedAsync(1)).CardPosting!.Message!.Value), MatrixIds.EventOf((await world.NeedAsync(2)).CardPosting!.Message!.Value));
            var reactions = new List<string>();
            for (var i = 0; i < Times; i++) reactions.Add(await people.ReactAsync("cruz", stage.Room, mine, i == 0 ? "✋" : $"{i}"));
            // What is taken away before it was told says nothing any more.
            await passed(Times - PlaceQueues.MostReactions);
            foreach (var reaction in reactions) await people.RedactAsync("cruz", stage.Room, reaction);
            return () => people.ReactAsync("bo", stage.Room, other, "✋");
        }, stage.Room, stage.UserOf("bo"), MatrixIds.Platform);
    }

    [Fact]
    public async Task Two_thousand_messages_that_cant_be_read_hold_up_nothing_and_are_answered_once()
    {
        var people = await FakePeople.StartAsync(new HurriedTime(10));
        var stage = await MatrixStage.StartAsync(people);
        await using var world = await World.StartAsync(stage: stage);
        people.Homeserver.Faults.Next(1, r => r.Method == "GET" && r.Path.Contains("/account_data/", StringComparison.Ordinal), new HttpFault.Hang(AfterActing: false));
        var flood = new JsonArray([.. Enumerable.Range(0, 2000).Select(i => new JsonObject
        {
            ["type"] = "m.room.encrypted",
            ["sender"] = stage.UserOf("cruz"),
            ["event_id"] = $"$flood-{i}",
            ["content"] = new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = "x" },
        })]);
        var batch = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["rooms"] = new JsonObject { ["join"] = new JsonObject { [stage.Room] = new JsonObject { ["timeline"] = new JsonObject { ["events"] = flood, ["limited"] = false, ["prev_batch"] = "t1" } } } },
        });
        await world.Get<Intake>().TakeAsync(batch, "since", world.Get<Progress>().Begin("flood"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        people.Homeserver.Faults.ReleaseAll();
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need water")).Text, StringComparison.Ordinal);
        Assert.Contains("can't read encrypted messages", await world.Bo.ReadsAsync("can't read encrypted messages"), StringComparison.Ordinal);
        Assert.Single(await people.ReadAsync("bo", stage.Room), m => m.Body.Contains("can't read encrypted messages", StringComparison.Ordinal));
    }

    /// <summary>Cruz reacts and takes it back, again and again, while nothing gets done; then Bo claims another need.</summary>
    private static async Task FloodAsync(IStage stage, Func<World, Func<int, Task>, Task<Func<Task>>> flood, string place, string bo, string platform)
    {
        using var passedOver = new PassedOver(platform);
        var memory = new MemoryStore();
        var groups = new GatedGroups(memory);
        await using var world = await World.StartAsync(new StoreUnderTest(memory, memory.Offers, groups, memory, memory), stage: stage);
        await world.Ana.TypesAsync("/need Water");
        await world.Ana.TypesAsync("/need Soup");
        await world.SettleAsync();
        using var reads = new SemaphoreSlim(0);
        groups.Reads = reads;
        Task PassedAsync(int count) => Eventually.TrueAsync(() => Task.FromResult(passedOver.Count >= count));
        var boClaims = await flood(world, PassedAsync);
        // There is more room for what is taken back: the last that counts is that it was.
        await PassedAsync((2 * Times) - PlaceQueues.MostTakenBack);
        await boClaims();
        // Else the reads could all be taken before the bot has heard of it.
        await Eventually.TrueAsync(() => Task.FromResult(world.Get<PlaceQueues>().Has(place, bo)));
        reads.Release(FewReads);
        await Eventually.TrueAsync(async () => (await world.NeedAsync(2)).ActiveClaimOf(world.Bo.Id) is not null);
        reads.Release(1_000_000);
        // What is nobody's comes after all of it.
        var last = await world.Get<PlaceQueues>().EnterAsync(place, CancellationToken.None);
        await last.Come;
        last.Leave();
        Assert.Null((await world.NeedAsync(1)).ActiveClaimOf(world.Cruz.Id));
        Assert.NotNull((await world.NeedAsync(2)).ActiveClaimOf(world.Bo.Id));
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many reactions on one platform were passed over, as the metric says.</summary>
    private sealed class PassedOver : IDisposable
    {
        private readonly MeterListener listener = new();
        private int count;

        public PassedOver(string platform)
        {
            listener.InstrumentPublished = (instrument, to) =>
            {
                if (instrument is { Meter.Name: PlatformMeasures.Chat, Name: "mutualaid.reactions.passed.over" }) to.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, more, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (platform.Equals(tag.Value)) Interlocked.Add(ref count, (int)more);
                }
            });
            listener.Start();
        }

        public int Count => Volatile.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
