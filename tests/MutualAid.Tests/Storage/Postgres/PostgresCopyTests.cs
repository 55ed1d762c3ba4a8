using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Storage.Sealing;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Everything from one provider to the other.</summary>
public sealed class PostgresCopyTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_goes_from_LiteDb_to_PostgreSQL_and_on_to_another_and_is_found_as_before()
    {
        using var file = new OpenStore();
        using var first = await OpenPostgres.NewAsync();
        using var second = await OpenPostgres.NewAsync();
        await Marked.FillAsync(file);
        for (var n = 1; n <= StoreCopy.BatchSize + 20; n++) await file.Groups.AddAsync(new Group { Id = new($"g{n}"), Home = new("p") }, Now);
        var need = (await file.Needs.FindAsync(Marked.Need(3).Id, Now))!;
        Assert.True(await file.Needs.SaveAsync(need, Now));
        var key = MasterKey.Parse((await File.ReadAllLinesAsync(file.Options.KeyPath, Now))[^1])!;
        file.Store.Dispose();
        using (var opened = new StoreOpening(file.Options, Migrations.All, path => new SyncedFile(path)).Open(_ => { }))
        {
            StoreCopy.Run(new SealedContents(opened.Engine, opened.Seals), new PostgresFilling(first.Store));
        }

        StoreCopy.Run(new PostgresContents(first.Store), new PostgresFilling(second.Store));
        Assert.NotEqual(key.Seals().Check, second.Store.Seals.Check);
        foreach (var open in new[] { first, second })
        {
            await Marked.AssertWholeAsync(StoreUnderTest.On(open));
            Assert.Equal(2, (await open.Needs.FindAsync(Marked.Need(3).Id, Now))!.Version);
            Assert.Equal(StoreCopy.BatchSize + 21, new PostgresContents(open.Store).Batches<Group>().Sum(b => b.Count));
        }

        // What comes twice is refused, and the batch with it.
        Assert.Throws<StorageException>(() => new PostgresFilling(first.Store).Add<Need>([Marked.Need(77), Marked.Need(3)]));
        Assert.Null(await first.Needs.FindAsync(Marked.Need(77).Id, Now));
        Assert.Equal((Marked.Needs + 2, 1, 1), (Count<Need>(second), Count<Offer>(second), Count<Member>(second)));
    }

    private static int Count<T>(OpenPostgres open)
        where T : class => new PostgresContents(open.Store).Batches<T>().Sum(b => b.Count);
}
