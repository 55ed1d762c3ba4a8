using System.Diagnostics;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Discord;
using MutualAid.Tests.Support.Discord;
using NodaTime;

namespace MutualAid.Benchmarks.Discord;

/// <summary>
/// Ten thousand groups in 24 zones on one process, and the minute in which the most of them have their digest: how long it takes beside
/// what Discord lets through, and what somebody notices who asks for something meanwhile.
/// </summary>
internal static class DigestMinute
{
    private const int Groups = 10_000;
    private const int Due = 900;
    private const int Zones = 24;
    private const int NeedsAGroup = 3;
    private const int PerSecond = 45;
    private const int AsksASecond = 10;

    public static async Task RunAsync()
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.HoldsToTheDescription = false;
        fake.Limits.UseUsual();
        var channels = new List<FakeChannel>();
        for (var i = 0; i < Due; i++) channels.Add(fake.AddGuild($"Guild {i}").AddChannel("needs"));
        var asking = fake.AddGuild("Asking");
        var people = Enumerable.Range(0, 100).Select(i => asking.AddMember($"P{i}")).ToArray();
        var asked = Enumerable.Range(0, 20).Select(i => asking.AddChannel($"needs-{i}")).ToArray();
        var trusted = asking.AddMember("Dani", asking.AddRole("trusted", Rights.ManageMessages));
        await using var bot = await DiscordBot.StartAsync(fake.ApiBaseUrl, fake.Token!);
        await fake.Gateway.ReadyAsync();
        await fake.UntilAsync(() => fake.Commands.Find(asking, 1, "need") is not null, "the commands");
        foreach (var limit in new[] { "open-needs", "needs-an-hour" })
            await (await fake.SlashAsync(trusted, asked[0], "settings", ("setting", limit), ("value", "10000"))).Response;
        await StoreAsync(bot, channels);

        var clock = Stopwatch.StartNew();
        var sweep = bot.Get<DueWork>().SweepAsync(CancellationToken.None);
        var asks = new List<Task<(FakeInteraction Interaction, double Shown)>>();
        for (var i = 0; channels.Any(c => c.Messages.Count == 0); i++)
        {
            var due = TimeSpan.FromSeconds((double)i / AsksASecond);
            if (clock.Elapsed < due) await Task.Delay(due - clock.Elapsed);
            asks.Add(AskAsync(i));
            if (clock.Elapsed > TimeSpan.FromMinutes(3)) throw new InvalidOperationException("The digests did not come.");
        }

        var took = clock.Elapsed.TotalSeconds;
        await sweep;
        await bot.SettleAsync();
        var done = await Task.WhenAll(asks);
        var acknowledged = new List<double>();
        foreach (var (interaction, _) in done) acknowledged.Add(((await interaction.Response).When - interaction.Created).TotalMilliseconds);
        acknowledged.Sort();
        var shown = done.Select(d => d.Shown).Order().ToList();
        // Every card that somebody asked for takes its part of what Discord lets through.
        var floor = (Due + (double)asks.Count) / PerSecond;
        Console.WriteLine($"{Groups:N0} groups in {Zones} zones, {Due} due at once: all digests there after {took:N1} s, {took / floor:N2} times what {PerSecond} requests a second let through (at most 1.5 is wanted)");
        Console.WriteLine($"{channels.Count(c => c.Messages.Count == 1)} of {Due} exactly once; told to slow down {fake.Requests.TooMany} times; violations {fake.Violations.Count}");
        Console.WriteLine($"{asks.Count} needs asked meanwhile: acknowledged p50 {Latency.At(acknowledged, 0.50):N1} ms, p99 {Latency.At(acknowledged, 0.99):N1} ms (at most 250 is wanted); their cards p50 {Latency.At(shown, 0.50):N0} ms, p99 {Latency.At(shown, 0.99):N0} ms");
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"the process, with the Discord that it talks to: {self.WorkingSet64 / 1024.0 / 1024.0:N0} MB");

        async Task<(FakeInteraction Interaction, double Shown)> AskAsync(int i)
        {
            var watch = Stopwatch.StartNew();
            var channel = asked[i % asked.Length];
            var what = $"Thing {i} please";
            var interaction = await fake.SlashAsync(people[i % people.Length], channel, "need", ("what", what));
            await interaction.Response;
            await fake.UntilAsync(() => channel.Messages.Any(m => m.TextOf().Contains(what, StringComparison.Ordinal)), "a card", TimeSpan.FromMinutes(1));
            return (interaction, watch.Elapsed.TotalMilliseconds);
        }
    }

    private static async Task StoreAsync(DiscordBot bot, List<FakeChannel> channels)
    {
        var (groups, needs) = (bot.Get<IGroupStore>(), bot.Get<INeedStore>());
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        foreach (var some in Enumerable.Range(0, Groups).Chunk(256)) await Task.WhenAll(some.Select(AddGroupAsync));
        foreach (var some in channels.SelectMany((c, g) => Enumerable.Range(1, NeedsAGroup).Select(n => (c, g, n))).Chunk(256)) await Task.WhenAll(some.Select(s => AddNeedAsync(s.c, s.n)));

        Task AddGroupAsync(int i)
        {
            // All that are due share the zone and the hour that most have; the others are spread over the rest of the world.
            var isDue = i < channels.Count;
            var zone = isDue ? "Etc/GMT-1" : $"Etc/GMT{(i % Zones) - 11:+0;-0;+0}";
            var guild = isDue ? channels[i].Guild!.Id.ToString() : $"9{i:D17}";
            var local = now.InZone(DateTimeZoneProviders.Tzdb[zone]).TimeOfDay;
            return groups.AddAsync(
                new Group
                {
                    Id = DiscordIds.Group(guild),
                    Home = DiscordIds.Place(guild, isDue ? channels[i].Id.ToString() : "1"),
                    NextNumber = NeedsAGroup + 1,
                    Settings = new GroupSettings { TimeZone = zone, DigestTime = isDue ? new LocalTime(local.Hour, local.Minute) : null },
                    DigestAt = isDue ? now : now + Duration.FromMinutes(30 + (i % 1000)),
                },
                CancellationToken.None);
        }

        Task AddNeedAsync(FakeChannel channel, int n)
        {
            var (guild, id) = (channel.Guild!.Id.ToString(), channel.Id.ToString());
            return needs.AddAsync(
                new Need
                {
                    Id = new NeedId($"{guild}-{n}"),
                    Group = DiscordIds.Group(guild),
                    Number = n,
                    Requester = DiscordIds.Person("1"),
                    What = $"Groceries for {n}",
                    PostedAt = now - Duration.FromHours(20),
                    Postings = [new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = DiscordIds.Place(guild, id), Message = DiscordIds.Message(id, $"{n}00"), Shown = "shown" }],
                },
                CancellationToken.None);
        }
    }
}
