using System.Text;
using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class LiteDbFaultTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Path => folder.File("store.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_process_is_told_that_the_file_is_in_use()
    {
        using var open = Open();
        Assert.Contains("is in use by another process", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void A_damaged_file_is_refused_and_left_as_it_is(int length)
    {
        File.WriteAllBytes(Path, new byte[length]);
        Assert.Contains("is damaged", Refusal(), StringComparison.Ordinal);
        Assert.Equal(length, new FileInfo(Path).Length);
    }

    [Fact]
    public void A_read_only_file_is_refused()
    {
        Open().Dispose();
        File.SetAttributes(Path, FileAttributes.ReadOnly);
        Assert.Contains("can't be written", Refusal(), StringComparison.Ordinal);
        File.SetAttributes(Path, FileAttributes.Normal);
    }

    [Fact]
    public async Task Another_password_is_refused_and_the_right_one_still_opens()
    {
        using (var open = Open("right")) await open.Store.AddAsync(NewNeed("MARKERab12"), CancellationToken.None);
        var before = await File.ReadAllBytesAsync(Path);
        Assert.Contains("can't be opened with this Storage:LiteDb:Password", Refusal("wrong"), StringComparison.Ordinal);
        Assert.Contains("is encrypted", Refusal(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path));
        using var again = Open("right");
        Assert.NotNull(await again.Store.FindByNumberAsync(new GroupId("g"), 1, CancellationToken.None));
    }

    [Fact]
    public void A_password_for_a_plain_file_is_refused()
    {
        Open().Dispose();
        Assert.Contains("is not encrypted, but Storage:LiteDb:Password is set", Refusal("password"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        Open(migrations: [.. Schema.Migrations, _ => { }]).Dispose();
        Assert.Contains("was written by a newer version", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_runs_once_and_keeps_what_is_there()
    {
        using (var open = Open()) await open.Store.AddAsync(NewNeed("Thing"), CancellationToken.None);
        var runs = 0;
        Action<ILiteDatabase>[] newer = [.. Schema.Migrations, _ => runs++];
        for (var start = 0; start < 2; start++)
        {
            using var open = Open(migrations: newer);
            Assert.NotNull(await open.Store.FindByNumberAsync(new GroupId("g"), 1, CancellationToken.None));
        }

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Only_the_owner_reads_the_files_and_nothing_is_readable_in_an_encrypted_one()
    {
        using (var open = Open("password"))
        {
            await open.Store.AddAsync(NewNeed("MARKERab12"), CancellationToken.None);
            foreach (var file in Directory.GetFiles(folder.Path))
                Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        foreach (var file in Directory.GetFiles(folder.Path))
            Assert.DoesNotContain("MARKERab12", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_LiteDb_can_read_the_file()
    {
        using (var open = Open()) await open.Store.AddAsync(NewNeed("Thing"), CancellationToken.None);
        using var ordinary = new LiteDatabase(new ConnectionString { Filename = Path, ReadOnly = true });
        Assert.Contains("Thing", ordinary.GetCollection(Schema.Needs).FindAll().Single()["Body"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_answered_is_in_the_files_before_anybody_closes_them()
    {
        using var open = Open();
        await open.Store.AddAsync(NewNeed("Thing"), CancellationToken.None);
        using var copy = new TestFolder();
        foreach (var file in Directory.GetFiles(folder.Path)) await CopyAsync(file, copy.File(System.IO.Path.GetFileName(file)));
        using var after = OpenStore.Open(StoreUnderTest.Configuration(copy.File("store.db")));
        Assert.NotNull(await after.Store.FindByNumberAsync(new GroupId("g"), 1, CancellationToken.None));
    }

    [Theory]
    [InlineData("$.Due BETWEEN 0 AND 9", "INDEX SEEK", "Due")]
    [InlineData("$.GroupNumber = 'x'", "INDEX SEEK", "GroupNumber")]
    [InlineData("$.OpenGroup = 'x'", "INDEX SEEK", "OpenGroup")]
    [InlineData("$.OpenClaimed[*] ANY = 'x'", "INDEX SEEK", "OpenClaimed")]
    [InlineData("$.Messages[*] ANY = 'x'", "INDEX SEEK", "Messages")]
    [InlineData("$.Asked BETWEEN 'x' AND 'y'", "INDEX SEEK", "Asked")]
    public void Every_question_is_answered_by_an_index(string where, string mode, string index)
    {
        Open().Dispose();
        using var ordinary = new LiteDatabase(new ConnectionString { Filename = Path, ReadOnly = true });
        var plan = ordinary.GetCollection(Schema.Needs).Query().Where(BsonExpression.Create(where)).GetPlan()["index"];
        Assert.Equal(index, plan["name"].AsString);
        Assert.StartsWith(mode[..5], plan["mode"].AsString, StringComparison.Ordinal);
        Assert.DoesNotContain("FULL", plan["mode"].AsString, StringComparison.Ordinal);
    }

    private static async Task CopyAsync(string from, string to)
    {
        // Past the lock, as a disk would see it after a crash.
        using var copy = System.Diagnostics.Process.Start("cp", [from, to]);
        await copy.WaitForExitAsync();
    }

    private OpenStore Open(string? password = null, IReadOnlyList<Action<ILiteDatabase>>? migrations = null) =>
        OpenStore.Open(StorageOptions.Read(StoreUnderTest.Configuration(Path, password)), migrations ?? Schema.Migrations);

    private string Refusal(string? password = null)
    {
        var refusal = Assert.Throws<StorageException>(() => Open(password));
        Assert.True(refusal.IsFatal);
        Assert.StartsWith($"Storage:LiteDb:Path '{Path}' ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    private static Need NewNeed(string what) => Need.Asked(
        new NeedId("n"), new GroupId("g"), 1, new PersonId("test:ana"), new NeedContent(what, null, null, null, 1, null, null, false),
        new PlaceId("test:p"), "k", Instant.FromUnixTimeTicks(0));
}
