using System.Diagnostics;
using MutualAid.Tests.Support.Discord;
using NodaTime;

namespace MutualAid.Benchmarks.Discord;

/// <summary>
/// 10,000 groups in 24 zones: the minute in which the zone with the most groups gets its digests, each of which replaces yesterday's, while
/// people go on, also where a digest is due. The floor is the pace that the bot keeps to, below the one that Discord allows.
/// </summary>
internal static class DigestMinute
{
    private const int Groups = 10_000;
    private const int Due = 1_200;
    private const int Shards = 4;
    private const double Pace = 45;
    private static readonly DateTimeOffset Hour = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(15);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mutualaid-bench-").FullName;
        await using var fake = await FakeDiscord.StartAsync();
        fake.HoldsToTheDescription = false;
        fake.Limits.UseUsual();
        fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        fake.Gateway.RecommendedShards = fake.Gateway.RequiredShards = fake.Gateway.MaxConcurrency = Shards;
        var groups = ManyGroups.Build(fake, Groups, Due);
        var path = Path.Combine(folder, "store.db");
        await ManyGroups.StoreAsync(groups, path, Instant.FromDateTimeOffset(Hour));
        await using (var bot = SweepingBot.Start(fake.ApiBaseUrl, fake.Token!, path, Hour))
        {
            await fake.Gateway.ReadyAsync(Shards);
            await fake.UntilAsync(() => fake.Commands.Find(groups[0].Guild, 1, "need") is not null, "the commands");
            // Every guild has come in when what was sent is acknowledged with a heartbeat.
            var beats = fake.Gateway.Heartbeats;
            fake.Gateway.AskForHeartbeat();
            await fake.UntilAsync(() => fake.Gateway.Heartbeats >= beats + Shards, "heartbeats", Patience);
            await RunAsync(fake, bot, groups);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task RunAsync(FakeDiscord fake, SweepingBot bot, IReadOnlyList<ManyGroup> groups)
    {
        var due = groups.Where(g => g.Hours == 0).ToList();
        var crowd = new Crowd(fake, due, [.. groups.Where(g => g.Hours > 0)]);
        using var stop = new CancellationTokenSource();
        var acting = crowd.RunAsync(stop.Token);
        // What is called for the first time is compiled before it counts.
        await Task.Delay(Warm);
        var idle = await bot.MemoryAsync();
        var began = fake.Time.GetUtcNow();
        crowd.CountFrom(began);
        await bot.StrikeAsync();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !acting.IsFaulted && due.Exists(g => !g.Digest.IsDeleted)) await Task.Delay(TimeSpan.FromMilliseconds(200));
        await stop.CancelAsync();
        await acting;
        var answered = await crowd.AnsweredAsync();
        watch.Restart();
        while (watch.Elapsed < Afterwards && crowd.Shown().Count < crowd.Changes) await Task.Delay(TimeSpan.FromMilliseconds(500));
        var (sweep, memory) = await bot.EndAsync();
        PrintDigests(fake, due, began);
        Print(crowd, answered);
        Console.WriteLine($"the longest sweep {sweep:N0} ms; the process took {idle:N0} MB with {Groups:N0} groups before, {memory:N0} MB after");
    }

    private static void PrintDigests(FakeDiscord fake, IReadOnlyList<ManyGroup> due, DateTimeOffset began)
    {
        var all = fake.Requests.All.Where(r => r.When >= began).ToList();
        var paths = due.Select(g => $"/channels/{g.Channel.Id}/messages").ToHashSet();
        var posted = all.Where(r => r is { Status: 200, Route: "POST /channels/{channel_id}/messages" } && paths.Contains(r.Path) && !Crowd.IsCard(r)).ToList();
        var lastDone = all.Last(r => r is { Status: 204, Route: "DELETE /channels/{channel_id}/messages/{message_id}" }).When;
        // Answers to interactions are not counted by the limit over all.
        var calls = all.Count(r => r.When <= lastDone && r.Headers.ContainsKey("Authorization"));
        var (once, took, floor) = (posted.DistinctBy(r => r.Path).Count(), (lastDone - began).TotalSeconds, calls / Pace);
        Console.WriteLine($"{once:N0} of {Due:N0} digests posted, {posted.Count - once} twice, yesterday's gone from {due.Count(g => g.Digest.IsDeleted):N0}; told to slow down {fake.Requests.TooMany} times; violations {fake.Violations.Count}");
        Console.WriteLine($"{calls:N0} requests, {2 * Due:N0} of them for digests, in {took:N1} s: {took / floor:N2} times what {Pace} a second take (at most 1.5 is wanted)");
        Report.Row($"{Due:N0} digests at once, beside what {Pace} a second take", $"{took / floor:N2} times", "at most 1.5");
    }

    private static void Print(Crowd crowd, List<double> answered)
    {
        var shown = crowd.Shown();
        Console.WriteLine($"{crowd.Count:N0} interactions meanwhile   acknowledged p50 {Latency.At(answered, 0.50):N1} ms, p99 {Latency.At(answered, 0.99):N1} ms (at most 250 is wanted)");
        Report.Row("meanwhile acknowledged, p99", $"{Latency.At(answered, 0.99):N1} ms", "at most 250");
        Console.WriteLine($"{shown.Count} of {crowd.Changes} changes of a card shown   p50 {Latency.At(shown, 0.50) / 1000:N1} s, p99 {Latency.At(shown, 0.99) / 1000:N1} s, last {shown[^1] / 1000:N1} s");
    }
}
