using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>A copy of a store that is in use.</summary>
public sealed class BackupTests : IDisposable
{
    private const int FoldsAt = 1000 * PageStream.PageSize;
    private static readonly GroupId Berlin = new("playground:berlin");

    private readonly TestFolder _folder = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public async Task A_copy_taken_under_load_holds_everything_that_was_answered_before(string? password)
    {
        using var open = new OpenStore(password);
        var answered = 0;
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(async worker =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                Assert.True(await open.Needs.AddAsync(NewNeed((worker * 100_000) + i), Now));
                Interlocked.Increment(ref answered);
            }
        }).ToList();
        for (var round = 0; round < 5; round++)
        {
            var before = Volatile.Read(ref answered);
            while (Volatile.Read(ref answered) < before + 50) await Briefly.PauseAsync();
            var promised = Volatile.Read(ref answered);
            var content = await ContentOfAsync(open, await CopyAsync(open), password);
            Assert.InRange(content.Needs, promised, int.MaxValue);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(answered, (await ContentOfAsync(open, await CopyAsync(open), password)).Needs);
    }

    [Fact]
    public async Task While_it_is_taken_writes_go_on_the_file_stays_as_it_is_and_the_log_is_folded_afterwards()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files that are open are copied.");
        using var open = new OpenStore();
        for (var i = 0; i < 50; i++) await open.Needs.AddAsync(NewNeed(i), Now);
        var slow = new SlowStream();
        var copying = open.Store.CopyAsync(slow, Now);
        await slow.Began;
        var file = await HashAsync(open.Path);

        var folding = open.Store.CheckpointAsync();
        for (var i = 100; LengthOf(open.LogPath) < FoldsAt + (100 * PageStream.PageSize); i++)
        {
            Assert.True(i < 1000, "The log was folded while the file was copied.");
            Assert.True(await open.Needs.AddAsync(NewNeed(i) with { Details = new string('x', 50_000) }, Now));
        }

        Assert.Equal(file, await HashAsync(open.Path));
        Assert.False(folding.IsCompleted, "The log was folded while the file was copied.");

        slow.GoOn();
        await copying;
        await folding;
        Assert.Equal(0, LengthOf(open.LogPath));
        Assert.Equal(50, (await ContentOfAsync(open, slow.ToArray(), null)).Needs);

        // It is folded by itself again.
        for (var (i, most) = (10_000, 0L); most < FoldsAt; i++)
        {
            await open.Needs.AddAsync(NewNeed(i) with { Details = new string('x', 50_000) }, Now);
            var length = LengthOf(open.LogPath);
            if (length < most) break;
            most = length;
            Assert.InRange(length, 0, FoldsAt + (20 * PageStream.PageSize));
        }
    }

    [Fact]
    public async Task What_was_erased_before_is_not_in_it_and_what_was_not_is()
    {
        using var open = new OpenStore();
        await open.Needs.AddAsync(NewNeed(1), Now);
        await open.Needs.AddAsync(NewNeed(2), Now);
        await open.Store.CheckpointAsync();
        // What is sealed can be known again by its bytes alone.
        var bodies = await open.Store.QueryAsync(NeedShape.Name, new Query(), d => (Number: SealedDocument.Read(open.Store.Seals, new NeedShape(open.Store.Keys), d).Number, Body: d["Body"].AsBinary), Now);
        var (erased, kept) = (bodies.Single(b => b.Number == 1).Body, bodies.Single(b => b.Number == 2).Body);
        Assert.True(Holds(await CopyAsync(open), erased));
        Assert.True(await open.Needs.RemoveAsync((await open.Needs.FindByNumberAsync(Berlin, 1, Now))!, Now));
        var copy = await CopyAsync(open);
        Assert.False(Holds(copy, erased));
        Assert.True(Holds(copy, kept));
    }

    [Fact]
    public async Task A_copy_of_an_encrypted_store_is_encrypted()
    {
        using var open = new OpenStore("correct horse");
        await open.Needs.AddAsync(NewNeed(1) with { What = "PLAIN-MARKER", Details = "PLAIN-MARKER" }, Now);
        var copy = await CopyAsync(open);
        Assert.False(Holds(copy, "PLAIN-MARKER"));
        Assert.False(Holds(copy, "correct horse"));
        Assert.Equal(1, (await ContentOfAsync(open, copy, "correct horse")).Needs);
        Assert.Contains("is encrypted: give its password", (await Assert.ThrowsAsync<StorageException>(() => ContentOfAsync(open, copy, null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_goes_away_in_the_middle_harms_nothing()
    {
        using var open = new OpenStore();
        await open.Needs.AddAsync(NewNeed(1), Now);
        var broken = new SlowStream { Failure = new IOException("gone") };
        var copying = open.Store.CopyAsync(broken, Now);
        await broken.Began;
        broken.GoOn();
        Assert.Same(broken.Failure, await Assert.ThrowsAsync<IOException>(() => copying));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var slow = new SlowStream();
        copying = open.Store.CopyAsync(slow, stop.Token);
        await slow.Began;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);

        Assert.True(await open.Needs.AddAsync(NewNeed(2), Now));
        await open.Store.CheckpointAsync();
        Assert.Equal(0, LengthOf(open.LogPath));
        Assert.Equal(2, (await ContentOfAsync(open, await CopyAsync(open), null)).Needs);
    }

    [Fact]
    public async Task A_store_that_is_closed_meanwhile_ends_the_copy_and_is_whole()
    {
        using var open = new OpenStore();
        await open.Needs.AddAsync(NewNeed(1), Now);
        var slow = new SlowStream();
        var copying = open.Store.CopyAsync(slow, Now);
        await slow.Began;
        Assert.True(await open.Needs.AddAsync(NewNeed(2), Now));
        open.Store.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
        Assert.Equal(0, LengthOf(open.LogPath));
        open.Reopen();
        Assert.Equal(2, (await open.Needs.OpenInAsync(Berlin, Now)).Count);
    }

    [Fact]
    public async Task A_bad_write_meanwhile_spoils_the_copy_and_says_so()
    {
        using var open = new OpenStore();
        await open.Needs.AddAsync(NewNeed(1), Now);
        var slow = new SlowStream();
        var copying = open.Store.CopyAsync(slow, Now);
        await slow.Began;
        Assert.True(await open.Needs.AddAsync(NewNeed(2), Now));
        await Assert.ThrowsAsync<StorageException>(() => open.Store.WriteAsync(
            lite =>
            {
                lite.Insert(NeedShape.Name, [new LiteDB.BsonDocument { ["_id"] = "spoilt" }], LiteDB.BsonAutoId.ObjectId);
                throw new InvalidOperationException("spoilt");
            },
            Now));
        slow.GoOn();
        Assert.Contains("try again", (await Assert.ThrowsAsync<StorageException>(() => copying)).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ContentOfAsync(open, await CopyAsync(open), null)).Needs);
    }

    [Fact]
    public async Task A_process_that_died_meanwhile_leaves_a_store_that_is_whole_and_folds_its_log_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files that are open are copied.");
        using var open = new OpenStore();
        await open.Needs.AddAsync(NewNeed(1), Now);
        var slow = new SlowStream();
        var copying = open.Store.CopyAsync(slow, Now);
        await slow.Began;
        Assert.True(await open.Needs.AddAsync(NewNeed(2), Now));
        var died = _folder.File("died.db");
        await CopyFileAsync(open.Path, died);
        await CopyFileAsync(open.LogPath, StoreFiles.LogPath(died));
        slow.GoOn();
        await copying;

        open.Reopen(new StorageOptions(died, null) { Keys = KeyFile.Read(open.Options.KeyPath) });
        Assert.Equal(2, (await open.Needs.OpenInAsync(Berlin, Now)).Count);
        var most = 0L;
        for (var i = 10; LengthOf(StoreFiles.LogPath(died)) >= most; i++)
        {
            most = LengthOf(StoreFiles.LogPath(died));
            Assert.InRange(most, 0, FoldsAt + (20 * PageStream.PageSize));
            await open.Needs.AddAsync(NewNeed(i) with { Details = new string('x', 50_000) }, Now);
        }
    }

    internal static Need NewNeed(int number) => new()
    {
        Id = new NeedId($"need{number}"),
        Group = Berlin,
        Number = number,
        Requester = new PersonId("playground:ana"),
        What = "groceries",
        PostedAt = Instant.FromUtc(2026, 3, 1, 8, 0),
    };

    private static async Task<byte[]> CopyAsync(OpenStore open)
    {
        using var copy = new MemoryStream();
        await open.Store.CopyAsync(copy, Now);
        return copy.ToArray();
    }

    /// <summary>Read whole, in a folder that holds nothing else.</summary>
    private async Task<StoreContent> ContentOfAsync(OpenStore open, byte[] copy, string? password)
    {
        var file = _folder.File("copy");
        await File.WriteAllBytesAsync(file, copy, Now);
        return await new StoreRestore(new StorageOptions(_folder.File("elsewhere.db"), password) { Keys = KeyFile.Read(open.Options.KeyPath) }, TimeProvider.System).CheckAsync(file, Now);
    }

    private static bool Holds(byte[] copy, string marker) => Holds(copy, Encoding.UTF8.GetBytes(marker));

    private static bool Holds(byte[] copy, byte[] marker) => copy.AsSpan().IndexOf(marker) >= 0;

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Of a file that no other .NET program would be given.</summary>
    private async Task<string> HashAsync(string path)
    {
        var copy = _folder.File("looked-at");
        await CopyFileAsync(path, copy);
        return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(copy, Now)));
    }

    private static async Task CopyFileAsync(string from, string to)
    {
        using var copy = Process.Start("cp", [from, to]);
        await copy.WaitForExitAsync(Now);
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>Takes what comes only when told to.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Began => _began.Task;

        public IOException? Failure { get; init; }

        public void GoOn() => _goOn.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _began.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
            if (Failure is not null) throw Failure;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
