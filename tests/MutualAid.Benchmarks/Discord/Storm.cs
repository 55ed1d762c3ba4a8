using System.Diagnostics;
using System.Globalization;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Benchmarks.Discord;

/// <summary>Three hundred needs and two thousand claims in a minute, over a hundred cards, within Discord's usual limits.</summary>
internal static class Storm
{
    private const int Needs = 300;
    private const int Cards = 100;
    private const int Claims = 2_000;
    private const int Channels = 10;
    private const int Askers = 10;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    public static async Task RunAsync()
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.HoldsToTheDescription = false;
        fake.Limits.UseUsual();
        var guild = fake.AddGuild();
        var trusted = guild.AddMember("Dani", guild.AddRole("trusted", Rights.ManageMessages));
        var people = Enumerable.Range(0, 50).Select(i => guild.AddMember($"P{i}")).ToArray();
        var channels = Enumerable.Range(0, Channels).Select(i => guild.AddChannel($"needs-{i}")).ToArray();
        await using var bot = await DiscordBot.StartAsync(fake.ApiBaseUrl, fake.Token!);
        await fake.Gateway.ReadyAsync();
        await fake.UntilAsync(() => fake.Commands.Find(guild, 1, "need") is not null, "the commands");
        foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" })
            await (await fake.SlashAsync(trusted, channels[0], "settings", ("setting", limit), ("value", "10000"))).Response;

        var acts = new List<Task<FakeInteraction>>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Needs + Claims; i++)
        {
            var due = Within * i / (Needs + Claims);
            await clock.ReachesAsync(due);
            acts.Add(Act(i));
        }

        var interactions = await Task.WhenAll(acts);
        // Who is not answered in three seconds has been told by Discord that it failed; a minute more and no answer will come.
        var answers = Task.WhenAll(interactions.Select(i => i.Response));
        await Task.WhenAny(answers, Task.Delay(TimeSpan.FromMinutes(1)));
        var answered = interactions.Where(i => i.Response.IsCompletedSuccessfully).ToList();
        var times = new List<double>();
        foreach (var interaction in answered) times.Add(((await interaction.Response).When - interaction.Created).TotalMilliseconds);
        times.Sort();
        await bot.SettleAsync();
        var settled = clock.Elapsed - Within;
        var cards = channels.SelectMany(c => c.Messages).ToList();
        var right = cards.Count(c => c.TextOf().Contains($"{Claims / Cards} of 25 covered", StringComparison.Ordinal));
        Console.WriteLine($"{interactions.Length:N0} interactions in a minute, {interactions.Length - answered.Count} never answered   acknowledged p50 {Latency.At(times, 0.50):N1} ms, p99 {Latency.At(times, 0.99):N1} ms (at most 250 is wanted)");
        Report.Row("storm of 2,300 in a minute: acknowledged, p99", $"{Latency.At(times, 0.99):N1} ms", "at most 250");
        Report.Row("storm of 2,300 in a minute: cards with all their claims", $"{right} of {Cards}", $"{Cards}");
        Console.WriteLine($"{cards.Count} cards, {right} of {Cards} with all {Claims / Cards} claims, right {settled.TotalSeconds:N0} s after the last one");
        Console.WriteLine($"{Claims:N0} claims shown by {cards.Sum(c => c.Edits):N0} edits; told to slow down {fake.Requests.TooMany} times; violations {fake.Violations.Count}");

        // A hundred needs first; then a need after every tenth claim.
        Task<FakeInteraction> Act(int i)
        {
            var later = i - Cards;
            if (later < 0) return Ask(i);
            return later % 11 == 10 && later / 11 < Needs - Cards ? Ask(Cards + (later / 11)) : Claim(later - Math.Min(later / 11, Needs - Cards));
        }

        Task<FakeInteraction> Ask(int number) =>
            fake.SlashAsync(people[number % Askers], channels[number % Channels], "need", ("what", $"Thing {number}"), ("quantity", 25L));

        Task<FakeInteraction> Claim(int n)
        {
            var card = n % Cards;
            var person = people[Askers + ((card + (n / Cards)) % (people.Length - Askers))];
            return fake.SlashAsync(person, channels[card % Channels], "claim", ("number", (card + 1).ToString(CultureInfo.InvariantCulture)), ("quantity", 1L));
        }
    }
}
