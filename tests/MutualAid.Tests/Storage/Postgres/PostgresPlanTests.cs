using MutualAid.Core.Chat;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>What is read is bounded by an index, by the server's own count of what it read.</summary>
public sealed class PostgresPlanTests
{
    private const int Stored = 4000;
    private static readonly GroupId Berlin = new("playground:berlin");
    private static readonly PersonId Ana = new("playground:p1");
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_question_reads_a_table_through()
    {
        var server = await PostgresFixture.ServerAsync();
        using var open = await OpenPostgres.NewAsync();
        using (var connection = open.Store.Connect()) Fill(new PostgresFilling(open.Store, connection));
        await server.ExecuteAsync(open.Database, "ANALYZE");
        var (needs, offers, members, groups) = (open.Needs, open.Offers, open.Members, open.Groups);
        foreach (var ask in new Func<Task>[]
        {
            () => needs.FindAsync(new("n7"), Now), () => needs.FindByNumberAsync(Berlin, 7, Now), () => needs.FindByMessageAsync(new("m7"), Now), () => needs.AllInAsync(Berlin, 3900, 9, Now),
            () => needs.OpenInAsync(Berlin, Now), () => needs.AskedSinceAsync(Berlin, Ana, Morning, Now), () => needs.PostedInAsync(Berlin, Morning + Duration.FromMinutes(3990), Now),
            () => needs.ClosedInAsync(Berlin, Morning + Duration.FromMinutes(3990), Now), () => needs.ClosedUntilAsync(Morning, 9, Now), () => needs.OpenAskedByAsync(Berlin, Ana, Now),
            () => needs.OpenClaimedByAsync(Berlin, Ana, Now), () => needs.MentioningAsync(Ana, 9, Now), () => needs.DueAsync(Instant.MaxValue, 9, Now),
            () => offers.FindByNumberAsync(Berlin, 7, Now), () => offers.FindByMessageAsync(new("m7"), Now), () => offers.OpenInAsync(Berlin, Now), () => offers.NewestAvailableAsync(Berlin, 5, Now),
            () => offers.OpenOfAsync(Berlin, Ana, Now), () => offers.OfferedSinceAsync(Berlin, Ana, Morning, Now), () => offers.AvailableByKeyAsync(Berlin, "often", 5, Now),
            () => offers.MentioningAsync(Ana, 9, Now), () => offers.ClosedUntilAsync(Morning, 9, Now), () => offers.DueAsync(Instant.MaxValue, 9, Now),
            () => members.ToldAboutAsync(Berlin, "kind7", Now), () => members.OfAsync(Ana, 9, Now), () => members.DueAsync(Instant.MaxValue, 9, Now),
            () => groups.AllAsync(null, 9, Now), () => groups.MentioningAsync(Ana, 9, Now), () => groups.DueAsync(Instant.MaxValue, 9, Now),
        })
        {
            // Often enough that the plan is one for all values.
            for (var i = 0; i < 8; i++) await ask();
        }

        open.Store.Dispose();
        // What a session read is counted when it ends.
        await Eventually.TrueAsync(async () => await server.AskAsync<long>(open.Database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == 1);
        Assert.Equal("", await server.AskAsync<string>(
            open.Database,
            "SELECT coalesce(string_agg(relname || ' ' || seq_scan, ', '), '') FROM pg_stat_user_tables WHERE relname IN ('needs', 'need_people', 'offers', 'offer_keys', 'members') AND seq_tup_read > 0"));
        Assert.InRange(await server.AskAsync<long>(open.Database, "SELECT max(idx_tup_fetch / idx_scan) FROM pg_stat_user_tables WHERE relname IN ('needs', 'need_people', 'offers', 'members') AND idx_scan > 0"), 0, 300);
    }

    private static void Fill(PostgresFilling filling)
    {
        foreach (var numbers in Enumerable.Range(1, Stored).Chunk(StoreCopy.BatchSize))
        {
            filling.Add<Need>([.. numbers.Select(n => new Need
            {
                Id = new($"n{n}"), Group = n % 20 == 0 ? Berlin : new($"g{n % 20}"), Number = n, Version = 1, Requester = new($"playground:p{n % 500}"), What = "Rice", PostedAt = Morning + Duration.FromMinutes(n),
                Status = n % 4 == 0 ? NeedStatus.Open : NeedStatus.Met, ClosedAt = n % 4 == 0 ? null : Morning + Duration.FromMinutes(n + 1), RemindAt = n % 4 == 0 ? Morning : null,
                Claims = [new(new($"playground:p{(n + 1) % 500}"), 1, Morning, false)], Postings = [new Posting { Id = new($"p{n}"), Kind = PostingKind.Card, Message = new($"m{n}") }],
            })]);
            filling.Add<Offer>([.. numbers.Select(n => new Offer
            {
                Id = new($"o{n}"), Group = n % 20 == 0 ? Berlin : new($"g{n % 20}"), Number = n, Version = 1, Giver = new($"playground:p{n % 500}"), What = "Rice", PostedAt = Morning + Duration.FromMinutes(n), Keys = ["often", $"k{n}"],
                Status = n % 4 == 0 ? OfferStatus.Open : OfferStatus.Over, ClosedAt = n % 4 == 0 ? null : Morning + Duration.FromMinutes(n), Until = n % 4 == 0 ? Morning : null, Quantity = 1,
                Postings = [new Posting { Id = new($"p{n}"), Kind = PostingKind.Card, Message = new($"m{n}") }],
            })]);
            filling.Add<Member>([.. numbers.Select(n => new Member { Id = new(new($"g{n % 20}"), new($"playground:p{n}")), Version = 1, TellAbout = [$"kind{n % 9}"], KeepAt = n % 9 == 0 ? Morning : null })]);
        }
    }
}
