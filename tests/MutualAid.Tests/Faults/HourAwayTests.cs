using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Matrix;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>
/// A platform is away for an hour in which a thousand needs fall due. The hour is that of the process's clock, which goes on by leaps of five minutes;
/// how long it waits between attempts it measures rightly, so that those are as many as fit into the half a minute that the leaps take.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class HourAwayTests(FaultTable table, ITestOutputHelper output)
{
    private const int Groups = 20;
    private const int Limit = 150;
    private const int Leaps = 12;

    /// <summary>Enough for a sweep between two leaps, and for attempts that fail.</summary>
    private static readonly TimeSpan LeapsEvery = TimeSpan.FromSeconds(2.5);

    /// <summary>A card that just failed once more, after many times, is tried again after five minutes; a little longer than that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(7);

    /// <summary>Two sweeps and a little more, in which nothing is said once more.</summary>
    private static readonly TimeSpan TwoSweeps = TimeSpan.FromSeconds(5);

    [Fact(Explicit = true)]
    public async Task After_an_hour_without_Discord_all_that_fell_due_is_there_once()
    {
        using var clock = new FakedClock();
        using var limit = new MemoryLimit(Limit);
        using var watch = Watch();
        Leap(clock, 0);
        var hour = TimeProvider.System.GetUtcNow().AddHours(-1);
        DueHour due = null!;
        await using var town = await DiscordTown.StartAsync(limit.By, Settings(clock, watch, hour), async town =>
        {
            town.Stage.Fake.HoldsToTheDescription = false;
            town.Stage.Fake.Limits.UseUsual();
            due = new DueHour([.. Enumerable.Range(0, Groups).Select(i => GroupOf(town.Stage.Fake, i))], Instant.FromDateTimeOffset(hour));
            await due.FillAsync(town.Store, (group, number) => Task.FromResult(Shown(town.Stage.Fake, group, number)));
        });
        var fake = town.Stage.Fake;
        using (var stop = new CancellationTokenSource())
        {
            var load = town.LoadAsync(stop.Token);
            await fake.UntilAsync(() => town.Acknowledged >= 12, "a load");
            await stop.CancelAsync();
            fake.Faults.RefuseConnections = true;
            fake.Faults.Next(int.MaxValue, new RestFault.Answer(503, "<html></html>"));
            fake.Gateway.DropAll();
            await load;
        }

        await PassHourAsync(clock, watch, "discord", town.Bot, fake.GoAwayAsync);
        // After so long no session can be resumed.
        fake.Gateway.ForgetSessions();
        fake.Faults.RefuseConnections = false;
        fake.Faults.ReleaseAll();
        await fake.ComeBackAsync();
        await EndAsync(new Away("Discord", "503, then refused", town.Bot, watch, due, ShownInAsync, limit), town.Store, async () => (town.Acknowledged, await town.CompareAsync()));

        Task<IReadOnlyList<string>> ShownInAsync(DueGroup group) =>
            Task.FromResult<IReadOnlyList<string>>([.. ChannelOf(fake, group).Messages.Where(m => m.Author.IsBot).Select(m => m.TextOf())]);
    }

    [Fact(Explicit = true)]
    public async Task After_an_hour_without_Matrix_all_that_fell_due_is_there_once()
    {
        using var clock = new FakedClock();
        using var limit = new MemoryLimit(Limit);
        using var watch = Watch();
        using var folder = new TestFolder();
        Leap(clock, 0);
        var hour = TimeProvider.System.GetUtcNow().AddHours(-1);
        await using var people = await FakePeople.StartAsync();
        people.Homeserver.HoldsToTheDescription = false;
        var account = await people.AddBotAsync("Aid");
        using var wire = new MatrixWire(people.HomeserverUrl, account.AccessToken);
        string[] askers = ["ana", "bo", "cruz"];
        var users = new Dictionary<string, string>();
        foreach (var asker in askers) users[asker] = await people.ArriveAsync(asker, asker);
        var rooms = new List<string>();
        for (var number = 0; number <= Groups; number++)
        {
            rooms.Add(await people.CreateRoomAsync("ana", new RoomWanted($"Neighbours {number}", [users["bo"], users["cruz"], account.UserId])));
            Assert.Equal(200, (await wire.JoinAsync(rooms[number])).Status);
        }

        // The first is where people talk.
        var due = new DueHour([.. rooms.Skip(1).Select(r => new DueGroup(MatrixIds.Group(r), MatrixIds.Place(r), MatrixIds.Person(users["bo"])))], Instant.FromDateTimeOffset(hour));
        await due.FillAsync(folder.File("data/mutualaid.db"), async (group, number) => MatrixIds.Message((string)(await wire.SayAsync(MatrixIds.RoomOf(group.Place), $"#{number} {DueHour.Words(number)}")).Json!["event_id"]!));
        var settings = Settings(clock, watch, hour);
        (settings["Matrix__HomeserverUrl"], settings["Matrix__UserId"], settings["Matrix__Password"]) = (people.HomeserverUrl, account.UserId, account.Password);
        await using var bot = await BotProcess.StartByAsync(folder.Path, limit.By, settings, "Connected to the homeserver");
        // What was said before its first sync was taken in is from before its time.
        await UntilAsync(async () => await ReadyAsync(watch, "matrix") == (HttpStatusCode.OK, "up"), () => "first sync: " + bot.Written);
        // What the homeserver took is acknowledged: the bot has to answer it some time.
        var asked = new List<string>();
        foreach (var (asker, what) in askers.SelectMany(a => Enumerable.Range(1, 3).Select(n => (a, $"soup {n} for {a}."))))
        {
            await people.SayAsync(asker, rooms[0], "!need " + what);
            asked.Add(what);
        }

        await UntilAsync(async () => (await SaidAsync(rooms[0])).Any(m => m.Contains("soup", StringComparison.Ordinal)), () => "a card: " + bot.Written);
        var homeserver = people.Homeserver;
        await homeserver.GoAwayAsync();
        await PassHourAsync(clock, watch, "matrix", bot, () =>
        {
            homeserver.Faults.Next(int.MaxValue, _ => true, new HttpFault.Answer(503));
            return homeserver.ComeBackAsync();
        });
        homeserver.Faults.ReleaseAll();
        await EndAsync(new Away("Matrix", "refused, then 503", bot, watch, due, g => SaidAsync(MatrixIds.RoomOf(g.Place)), limit), folder.File("data/mutualaid.db"), async () =>
        {
            List<int> cards = [];
            await UntilAsync(
                async () =>
                {
                    var all = await SaidAsync(rooms[0]);
                    cards = [.. asked.Select(w => all.Count(m => m.Contains(w, StringComparison.Ordinal)))];
                    return !cards.Contains(0);
                },
                () => "card of each need: " + bot.Written);
            return (asked.Count, new Difference(cards.Count(c => c == 0), cards.Count(c => c > 1), []));
        });

        async Task<IReadOnlyList<string>> SaidAsync(string room) => [.. (await people.ReadAsync("ana", room)).Where(m => m.Sender == account.UserId && !m.Redacted).Select(m => m.Body)];
    }

    /// <summary>What is looked at after an hour. <paramref name="Shown"/>: what the bot's messages in a group's place say, oldest first.</summary>
    private sealed record Away(string Platform, string How, BotProcess Bot, HttpClient Watch, DueHour Due, Func<DueGroup, Task<IReadOnlyList<string>>> Shown, MemoryLimit Limit);

    /// <summary>Half of it in the way that was begun, the rest in another.</summary>
    private static async Task PassHourAsync(FakedClock clock, HttpClient watch, string platform, BotProcess bot, Func<Task> changes)
    {
        await UntilAsync(async () => await ReadyAsync(watch, platform) == (HttpStatusCode.ServiceUnavailable, "down"), () => "word that it is away: " + bot.Written);
        for (var leap = 1; leap <= Leaps; leap++)
        {
            if (leap == Leaps / 2) await changes();
            Leap(clock, leap);
            await Task.Delay(LeapsEvery);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "down"), await ReadyAsync(watch, platform));
        }
    }

    private async Task EndAsync(Away away, string store, Func<Task<(int Acknowledged, Difference Found)>> compare)
    {
        var began = TimeProvider.System.GetTimestamp();
        await UntilAsync(async () => (await ComparedAsync(away)).All(c => c.Missing == 0), () => "all of it: " + away.Bot.Written);
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (acknowledged, found) = await compare();
        // What is due does not wait for the connection by which people are heard.
        await UntilAsync(async () => await ReadyAsync(away.Watch, away.Platform.ToLowerInvariant()) == (HttpStatusCode.OK, "up"), () => "word that it is back: " + away.Bot.Written);
        await Task.Delay(TwoSweeps);
        var peak = MemoryLimit.Peak(away.Bot.Id);
        Assert.Equal(0, await away.Bot.TerminateAsync());
        var (shown, kept) = (await ComparedAsync(away), await away.Due.CountAsync(store));
        output.WriteLine(away.Bot.Written);
        output.WriteLine(string.Join('\n', found.Lines));
        // One line tells it; what people wrote, and who they are, stands in none.
        var line = Assert.Single(away.Bot.Written.Split('\n'), l => l.Contains("growing pauses", StringComparison.Ordinal));
        Assert.DoesNotContain(["thing ", "soup ", "Neighbours ", "Asker ", .. away.Due.Groups.SelectMany(g => new[] { g.Id.Value, g.Asker.Value }).Select(id => id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..])], w => away.Bot.Written.Contains(w, StringComparison.Ordinal));
        var memory = $"{peak} MB ever mapped{(away.Limit.IsSet ? $", limited by the kernel to {Limit}" : "")}";
        table.Note(
            new FaultRow(
                $"{away.Platform} away for an hour of the clock ({Leaps} leaps; {away.How}), {away.Due.Due} needs due",
                1,
                acknowledged,
                found.Lost + shown.Sum(c => c.Missing) + kept.Lost,
                found.Twice + shown.Sum(c => c.Twice) + kept.Twice,
                string.Create(CultureInfo.InvariantCulture, $"{line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..]}; /ready: 503, down; all there {took:0} s after; {shown.Sum(c => c.Late)} of {away.Due.Unshown} cards out of order; {memory}")),
            output);
    }

    private static async Task<IReadOnlyList<(int Missing, int Twice, int Late)>> ComparedAsync(Away away)
    {
        var found = new List<(int, int, int)>();
        foreach (var group in away.Due.Groups) found.Add(DueHour.Compare(await away.Shown(group)));
        return found;
    }

    private static HttpClient Watch() => new() { BaseAddress = new Uri($"http://127.0.0.1:{BotProcess.FreePort()}") };

    private static Dictionary<string, string> Settings(FakedClock clock, HttpClient watch, DateTimeOffset hour) => new(clock.Settings)
    {
        ["Operations__Url"] = watch.BaseAddress!.ToString().TrimEnd('/'),
        // Not in this hour: the others have their own.
        ["Groups__DigestAt"] = hour.AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture),
    };

    /// <summary>It begins an hour ago, so that in the end its clock is that of the platform.</summary>
    private static void Leap(FakedClock clock, int leap) => clock.Set(leap == Leaps ? "+0" : string.Create(CultureInfo.InvariantCulture, $"-{60 - (60 / Leaps * leap)}m"));

    private static DueGroup GroupOf(FakeDiscord fake, int number)
    {
        var guild = fake.AddGuild($"Neighbours {number}");
        var asker = guild.AddMember($"Asker {number}");
        return new DueGroup(DiscordIds.Group(Text(guild.Id)), DiscordIds.Place(Text(guild.Id), Text(guild.AddChannel("needs").Id)), DiscordIds.Person(Text(asker.Id)));
    }

    private static MessageId Shown(FakeDiscord fake, DueGroup group, int number)
    {
        lock (fake.Sync)
        {
            var channel = ChannelOf(fake, group);
            var message = channel.Post(fake.Bot, "");
            (message.Flags, message.Components) = (MessageFlags.ComponentsV2, [new JsonObject { ["type"] = 10, ["content"] = $"#{number} {DueHour.Words(number)}" }]);
            return DiscordIds.Message(Text(channel.Id), Text(message.Id));
        }
    }

    private static FakeChannel ChannelOf(FakeDiscord fake, DueGroup group)
    {
        lock (fake.Sync) return fake.World.Channels.First(c => Text(c.Id) == DiscordIds.ChannelOf(group.Place));
    }

    private static async Task<(HttpStatusCode Status, string State)> ReadyAsync(HttpClient watch, string platform)
    {
        using var answer = await watch.GetAsync("/ready");
        var state = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("platforms").GetProperty(platform).GetProperty("state");
        return (answer.StatusCode, state.GetString()!);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "There was no " + what());
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
