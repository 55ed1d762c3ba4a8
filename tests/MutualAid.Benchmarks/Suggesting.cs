using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Matching;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Matching;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>
/// Finding offers for one need, among few and among 100,000 of one group: by the bot's own way, on LiteDB, with what people wrote in 20 areas.
/// </summary>
internal static class Suggesting
{
    private const int Needs = 200;
    private const int Areas = 20;

    public static async Task RunAsync()
    {
        var few = await MeasureAsync(1_000);
        var many = await MeasureAsync(100_000);
        foreach (var (offers, figures) in new[] { (1_000, few), (100_000, many) })
        {
            Console.WriteLine(
                $"{offers,7:N0} open offers   p50 {figures.P50,6:F2} ms   p99 {figures.P99,6:F2} ms (at most 20 is wanted)   read {figures.Read:F0} a need, {figures.MostRead} at most;"
                + $" {figures.Found:F1} fit; the newest for a digest {figures.Newest:F2} ms");
            Report.Row($"suggesting among {offers:N0} open offers, p99", $"{figures.P99:F2} ms", "at most 20");
        }
    }

    private static async Task<(double P50, double P99, double Read, int MostRead, double Found, double Newest)> MeasureAsync(int count)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var setup = new Setup(time);
        await setup.StartAsync();
        var set = new LabelledSet();
        var counting = new CountingOffers(setup.Get<IOfferStore>());
        var matches = new OfferMatches(counting, setup.Needs, setup.Get<Wording>());
        var rules = GroupRules.Of(new GroupSettings(), new GroupOptions());
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        foreach (var some in Enumerable.Range(1, count).Chunk(2_000)) await Task.WhenAll(some.Select(n => AddAsync(n)));

        var took = new List<double>();
        var read = new List<int>();
        var found = 0;
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Needs; i++)
            {
                var text = set.Needs[i];
                var need = Setup.NewNeed(i + 1, now) with { What = text.What, Category = text.Category, Area = text.Area is null ? null : $"Area {i % Areas}" };
                counting.Read = 0;
                var watch = Stopwatch.StartNew();
                var fits = await matches.OffersForAsync(need, rules, now, CancellationToken.None);
                // The first round warms up.
                if (round == 0) continue;
                took.Add(watch.Elapsed.TotalMilliseconds);
                read.Add(counting.Read);
                found += fits.Count;
            }
        }

        var newest = Stopwatch.StartNew();
        for (var i = 0; i < Needs; i++) await counting.NewestAvailableAsync(Setup.Group, 6, CancellationToken.None);
        var perDigest = newest.Elapsed.TotalMilliseconds / Needs;
        took.Sort();
        return (took[Needs / 2], took[Needs * 99 / 100], read.Average(), read.Max(), (double)found / Needs, perDigest);

        async Task AddAsync(int n)
        {
            var text = set.Offers[n % set.Offers.Count];
            var content = new OfferContent(text.What, text.Category, text.Area is null ? null : $"Area {n % Areas}", 1, null, Standing: true);
            var offer = Offer.Made(
                new OfferId($"offer{n}"), Setup.Group, n, new PersonId($"bench:giver{n}"), content, matches.KeysOf(content, rules), new PlaceId("bench:home"), "new", now - Duration.FromSeconds(n));
            await setup.Get<IOfferStore>().AddAsync(offer with { KeepAt = null }, CancellationToken.None);
        }
    }

    private sealed class CountingOffers(IOfferStore inner) : IOfferStore
    {
        public Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) => inner.MentioningAsync(person, limit, cancellationToken);

        /// <summary>How many offers were read to find those that fit.</summary>
        public int Read { get; set; }

        public async Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken)
        {
            var found = await inner.AvailableByKeyAsync(group, key, limit, cancellationToken);
            Read += found.Count;
            return found;
        }

        public Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken) => inner.RemoveAsync(offer, cancellationToken);

        public Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.ClosedUntilAsync(until, limit, cancellationToken);

        public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) => inner.FindByNumberAsync(group, number, cancellationToken);

        public Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) => inner.FindByMessageAsync(message, cancellationToken);

        public Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken) => inner.AddAsync(offer, cancellationToken);

        public Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken) => inner.SaveAsync(offer, cancellationToken);

        public Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) => inner.AllInAsync(group, after, limit, cancellationToken);

        public Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken) => inner.OpenInAsync(group, cancellationToken);

        public Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
            inner.NewestAvailableAsync(group, limit, cancellationToken);

        public Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken) => inner.OpenOfAsync(group, giver, cancellationToken);

        public Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken) =>
            inner.OfferedSinceAsync(group, giver, since, cancellationToken);

        public Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) => inner.DueAsync(until, limit, cancellationToken);
    }
}
