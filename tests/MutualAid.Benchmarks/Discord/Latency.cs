using MutualAid.Tests.Support.Discord;

namespace MutualAid.Benchmarks.Discord;

/// <summary>From the frame of a command that does nothing to its answer, beside the floor of a bare socket and HTTP client.</summary>
internal static class Latency
{
    private const int Warm = 3_000;
    private const int Runs = 3_000;

    public static async Task RunAsync()
    {
        var ours = await MeasureAsync(isBare: false);
        var floor = await MeasureAsync(isBare: true);
        Console.WriteLine($"bare       p50 {At(floor, 0.50),6:N2} ms   p99 {At(floor, 0.99),6:N2} ms");
        Console.WriteLine($"the bot    p50 {At(ours, 0.50),6:N2} ms   p99 {At(ours, 0.99),6:N2} ms");
        Console.WriteLine($"           {At(ours, 0.50) / At(floor, 0.50),10:N2} times  {At(ours, 0.99) / At(floor, 0.99),8:N2} times (at most 2 and 3 are wanted)");
        Report.Row("Discord: acknowledged beside the bare socket, p50", $"{At(ours, 0.50) / At(floor, 0.50):N2} times", "at most 2");
        Report.Row("Discord: acknowledged beside the bare socket, p99", $"{At(ours, 0.99) / At(floor, 0.99):N2} times", "at most 3");
    }

    internal static double At(List<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];

    /// <summary>Each on a Discord of its own, which has as much to remember. The bot is there in both to register the commands.</summary>
    private static async Task<List<double>> MeasureAsync(bool isBare)
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.HoldsToTheDescription = false;
        fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        var guild = fake.AddGuild();
        var person = guild.AddMember("Ana");
        var channel = guild.AddChannel("needs");
        await using (await DiscordBot.StartAsync(fake.ApiBaseUrl, fake.Token!))
        {
            await fake.UntilAsync(() => fake.Commands.Find(guild, 1, "release") is not null, "the commands");
            if (!isBare) return await MeasureAsync(fake, person, channel);
        }

        await fake.UntilAsync(() => fake.Gateway.Sessions.Count == 0, "a goodbye");
        await using (await BareBot.StartAsync(fake.ApiBaseUrl, fake.GatewayUrl, fake.Token!))
        {
            await fake.Gateway.ReadyAsync();
            return await MeasureAsync(fake, person, channel);
        }
    }

    private static async Task<List<double>> MeasureAsync(FakeDiscord fake, FakeUser person, FakeChannel channel)
    {
        var times = new List<double>();
        for (var run = 0; run < Warm + Runs; run++)
        {
            var interaction = await fake.SlashAsync(person, channel, "release", ("number", "none"));
            var first = await interaction.Response;
            // What was found to be hot is compiled anew in the background; that is over before it counts.
            if (run == Warm / 2) await Task.Delay(TimeSpan.FromSeconds(3));
            if (run >= Warm) times.Add((first.When - interaction.Created).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }
}
