using System.Collections.Concurrent;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class LiteDbDurabilityTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task Whatever_was_answered_survives_a_power_loss_at_any_moment(string? password)
    {
        const int losses = 60;
        var random = new Random(20260301);
        var disk = new LossyDisk();
        var images = Directory.CreateTempSubdirectory("mutualaid-images-").FullName;
        using var open = new OpenStore(password, disk: disk.Mount);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var answered = new ConcurrentDictionary<NeedId, long>();
        var writers = Enumerable.Range(0, 6).Select(w => Task.Run(() => WriteAsync(open.Needs, w, answered, stop.Token), Now)).ToArray();

        var promised = new List<Dictionary<NeedId, long>>();
        for (var i = 0; i < losses; i++)
        {
            var next = answered.Count + random.Next(4);
            while (answered.Count < next && !writers.Any(w => w.IsFaulted)) await Task.Yield();
            if (i % 7 == 3) _ = open.Store.CheckpointAsync();
            promised.Add(new(answered));
            disk.PowerLoss(open.Path, Path.Combine(images, $"{i}"), random);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        for (var i = 0; i < losses; i++)
        {
            File.Copy(open.Options.KeyPath, Path.Combine(images, $"{i}", "mutualaid.key"));
            using var after = new LiteDbStore(
                open.Options with { Path = Path.Combine(images, $"{i}", "mutualaid.db") }, TimeProvider.System, Migrations.All);
            after.Open();
            var needs = new LiteDbNeedStore(after);
            foreach (var (id, version) in promised[i])
            {
                var found = await needs.FindAsync(id, Now);
                Assert.True(found?.Version >= version, $"loss {i}: {id} was answered at version {version}, found {found?.Version}");
            }

            Assert.True(await needs.AddAsync(Need("afterwards", 1_000_000), Now));
        }

        Directory.Delete(images, recursive: true);
    }

    [Fact]
    public async Task Of_8_who_claim_the_last_part_exactly_one_gets_it_a_thousand_times()
    {
        const int racers = 8;
        const int rounds = 1_000;
        using var open = new OpenStore();
        for (var round = 0; round < rounds; round++) await open.Needs.AddAsync(Need($"n{round}", round), Now);

        var wins = new int[rounds];
        using var line = new Barrier(racers);
        var threads = Enumerable.Range(0, racers).Select(racer => Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    line.SignalAndWait(Now);
                    if (Claim(open.Needs, new NeedId($"n{round}"), $"racer{racer}")) Interlocked.Increment(ref wins[round]);
                }
            },
            Now,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(threads);

        Assert.All(wins, won => Assert.Equal(1, won));
        Assert.Equal(rounds, (await open.Needs.OpenInAsync(new("g"), Now)).Count(n => n.Claims.Length == 1));
    }

    [Fact]
    public void The_confirming_page_reaches_the_disk_flagged_only_after_everything_it_confirms()
    {
        var disk = new RecordingStream();
        using var log = new ConfirmedLog(disk, _ => { });
        var page = new byte[PageStream.PageSize];
        log.Write(page, 0, page.Length);
        // LiteDB asks for it whenever it has nothing to write for a moment.
        log.Flush();
        page[18] = 1;
        log.Write(page, 0, page.Length);

        Assert.Equal(["write 0 plain", "write 8192 plain", "sync", "write 8192 confirmed", "sync"], disk.Done);
        Assert.Equal(1, log.Confirmations);
        log.WaitFor(1);

        using var data = new OrderedData(new RecordingStream(), log);
        data.Write(page, 0, page.Length);
        Assert.Equal("sync", disk.Done[^1]);
        Assert.Equal(6, disk.Done.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task A_change_waits_for_two_syncs_of_the_disk_however_many_pages_it_writes(string? password)
    {
        var (syncs, writes) = (0, 0);
        using var open = new OpenStore(password, disk: file => new CountedDisk(new SyncedFile(file), () => Interlocked.Increment(ref syncs), () => Interlocked.Increment(ref writes)));
        var need = Need("n", 1) with { What = new string('w', 30_000), RemindAt = Instant.FromUnixTimeSeconds(1) };
        (syncs, writes) = (0, 0);
        Assert.True(await open.Needs.AddAsync(need, Now));
        Assert.True(writes > 10);
        Assert.Equal(2, syncs);
    }

    [Fact]
    public async Task What_is_due_is_found_by_its_index_in_its_order()
    {
        using var open = new OpenStore();
        var query = Documents.Between("$.Due", 0, 10, 5);
        query.ExplainPlan = true;
        var plan = (await open.Store.QueryAsync(NeedShape.Name, query, Now))[0];

        Assert.Equal("INDEX RANGE SCAN(Due BETWEEN 0 AND 10)", plan["index"]["mode"].AsString);
        Assert.False(plan.ContainsKey("orderBy"));
        Assert.True(plan["filters"].IsNull || plan["filters"].AsArray.Count == 0);
    }

    private static bool Claim(INeedStore needs, NeedId id, string racer)
    {
        while (true)
        {
            var need = needs.FindAsync(id, Now).Result!;
            if (need.Remaining == 0) return false;
            var claimed = need with { Claims = need.Claims.Add(new(new(racer), 1, need.PostedAt, Done: false)) };
            if (needs.SaveAsync(claimed, Now).Result) return true;
        }
    }

    private static async Task WriteAsync(INeedStore needs, int writer, ConcurrentDictionary<NeedId, long> answered, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var need = Need($"w{writer} {i}", (writer * 100_000) + i);
            Assert.True(await needs.AddAsync(need, Now));
            answered[need.Id] = 1;
            Assert.True(await needs.SaveAsync(need with { Version = 1, What = new string('w', i * 37 % 3_000), RemindAt = need.PostedAt }, Now));
            answered[need.Id] = 2;
        }
    }

    private static Need Need(string id, int number) => new()
    {
        Id = new NeedId(id),
        Group = new("g"),
        Number = number,
        Requester = new("ana"),
        What = "groceries",
        PostedAt = Instant.FromUnixTimeSeconds(number),
    };

    private sealed class CountedDisk(Stream file, Action onSync, Action onWrite) : PageStream(file)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            onWrite();
            base.Write(buffer, offset, count);
        }

        public override void Flush()
        {
            onSync();
            base.Flush();
        }
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<string> Done { get; } = [];

        public override void Write(byte[] buffer, int offset, int count)
        {
            Done.Add($"write {Position} {(buffer[offset + 18] == 0 ? "plain" : "confirmed")}");
            base.Write(buffer, offset, count);
        }

        public override void Flush() => Done.Add("sync");
    }
}
