using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>The sums over the pages of the data file and of the log.</summary>
public sealed class SummedPagesTests : IDisposable
{
    private const int PageSize = 8192;
    private const int IsConfirmed = 18;
    private const int PagesAt = 16;
    private readonly string images = Directory.CreateTempSubdirectory("mutualaid-images-").FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(images, recursive: true);

    [Fact]
    public async Task A_log_cut_short_by_whole_pages_is_not_taken_for_less_that_was_written()
    {
        var log = await ImageAsync();
        using (var file = new FileStream(log, FileMode.Open)) file.SetLength(file.Length - PageSize);
        Assert.Contains("its log is cut short", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_flipped_bit_of_what_was_confirmed_is_refused_wherever_it_is()
    {
        var log = await ImageAsync();
        var whole = await File.ReadAllBytesAsync(log, Now);
        var random = new Random(6);
        for (var i = 0; i < 50; i++)
        {
            var damaged = (byte[])whole.Clone();
            // Of the first page what means something is its beginning.
            var at = i < 10 ? random.Next(28) : random.Next(PageSize, whole.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(log, damaged, Now);
            Assert.True(Refused().Message.Contains("is not a whole store", StringComparison.Ordinal), $"byte {at}");
        }
    }

    [Fact]
    public async Task A_page_of_the_data_file_that_changed_by_one_bit_is_refused()
    {
        using var open = new OpenStore();
        for (var i = 0; i < 20; i++) await open.Needs.AddAsync(Need(i), Now);
        open.Store.Dispose();
        var whole = await File.ReadAllBytesAsync(open.Path, Now);
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(PageSize, whole.Length)] ^= 1;
            await File.WriteAllBytesAsync(open.Path, damaged, Now);
            Assert.Contains("is not a whole store", open.Refused().Message, StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(open.Path, whole, Now);
        open.Reopen();
        Assert.Equal(20, (await open.Needs.OpenInAsync(new("g"), Now)).Count);
    }

    [Fact]
    public async Task A_confirming_page_that_reached_the_disk_without_its_flag_is_finished()
    {
        var log = await ImageAsync();
        var bytes = await File.ReadAllBytesAsync(log, Now);
        var last = bytes.Length - PageSize;
        Assert.Equal(1, bytes[last + IsConfirmed]);
        bytes[last + IsConfirmed] = 0;
        await File.WriteAllBytesAsync(log, bytes, Now);
        Assert.Equal(10, await CountAsync());
    }

    /// <summary>As a loss of power may leave it: nobody was answered.</summary>
    [Fact]
    public async Task A_confirming_page_that_reached_the_disk_without_its_sum_confirms_nothing()
    {
        var (log, before) = (images, Array.Empty<byte>());
        using (var open = new OpenStore())
        {
            for (var i = 0; i < 9; i++) await open.Needs.AddAsync(Need(i), Now);
            before = open.Raw()[1];
            await open.Needs.AddAsync(Need(9), Now);
            log = Path.Combine(images, Path.GetFileName(open.LogPath));
            var raw = open.Raw();
            await File.WriteAllBytesAsync(Path.Combine(images, Path.GetFileName(open.Path)), raw[0], Now);
            before.AsSpan(0, PageSize).CopyTo(raw[1]);
            // Even where the page is not whole.
            raw[1][^100] ^= 1;
            await File.WriteAllBytesAsync(log, raw[1], Now);
            File.Copy(open.Options.KeyPath, Path.Combine(images, Path.GetFileName(open.Options.KeyPath)));
        }

        Assert.Equal(9, await CountAsync());
    }

    /// <summary>What was written is there after a kill, in the order in which it was written.</summary>
    [Fact]
    public async Task Whoever_is_killed_after_any_write_leaves_no_confirmed_page_that_nothing_sums()
    {
        var (summed, unsummed) = (0, 0);
        using var open = new OpenStore(disk: file => file.Name.EndsWith("-log.db", StringComparison.Ordinal) ? new WatchedDisk(new SyncedFile(file), () => Look(file)) : new SyncedFile(file));
        for (var i = 0; i < 10; i++) await open.Needs.AddAsync(Need(i), Now);
        Assert.True(summed > 20);
        Assert.Equal(0, unsummed);

        void Look(FileStream file)
        {
            var bytes = new byte[RandomAccess.GetLength(file.SafeFileHandle)];
            Assert.Equal(bytes.Length, RandomAccess.Read(file.SafeFileHandle, bytes, 0));
            var confirmed = BitConverter.ToInt64(bytes, PagesAt);
            var flagged = Enumerable.Range(0, (bytes.Length / PageSize) - 1).Where(page => bytes[((page + 1) * PageSize) + IsConfirmed] != 0).ToList();
            summed += flagged.Count(page => page < confirmed);
            unsummed += flagged.Count(page => page >= confirmed);
        }
    }

    [Fact]
    public async Task A_log_that_an_earlier_version_left_is_read()
    {
        var log = await ImageAsync();
        await File.WriteAllBytesAsync(log, (await File.ReadAllBytesAsync(log, Now))[PageSize..], Now);
        Assert.Equal(10, await CountAsync());
    }

    /// <summary>Files as a loss of power leaves them, with ten needs in the log; where the log is.</summary>
    private async Task<string> ImageAsync()
    {
        var disk = new LossyDisk();
        using var open = new OpenStore(disk: disk.Mount);
        for (var i = 0; i < 10; i++) await open.Needs.AddAsync(Need(i), Now);
        disk.PowerLoss(open.Path, images, new Random(1));
        File.Copy(open.Options.KeyPath, Path.Combine(images, Path.GetFileName(open.Options.KeyPath)));
        return Path.Combine(images, Path.GetFileName(open.LogPath));
    }

    private StorageException Refused()
    {
        // Each try finds the same data file.
        var copy = Path.Combine(images, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(images)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        return Assert.Throws<StorageException>(() =>
        {
            using var store = new LiteDbStore(new StorageOptions(Path.Combine(copy, "mutualaid.db"), null), TimeProvider.System, Migrations.All);
            store.Open();
        });
    }

    private async Task<int> CountAsync()
    {
        using var store = new LiteDbStore(new StorageOptions(Path.Combine(images, "mutualaid.db"), null), TimeProvider.System, Migrations.All);
        store.Open();
        return (await new LiteDbNeedStore(store).OpenInAsync(new("g"), Now)).Count;
    }

    private static Need Need(int number) => new()
    {
        Id = new NeedId($"n{number}"),
        Group = new("g"),
        Number = number,
        Requester = new("ana"),
        What = "groceries",
        PostedAt = Instant.FromUnixTimeSeconds(number),
    };

    private sealed class WatchedDisk(Stream file, Action onWritten) : PageStream(file)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            onWritten();
        }
    }
}
