using System.Globalization;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>A platform is away for an hour while hundreds of needs come in by another way. In process, because the hour is the test clock's.</summary>
[Collection(FaultCollection.Name)]
public sealed partial class PlatformOutageTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Groups:RemindFirstAfter"] = "00:30:00" };

    [Fact]
    public Task After_an_hour_without_Discord_everything_is_shown_once() => OnDiscordAsync(100);

    [Fact(Explicit = true)]
    public Task After_an_hour_without_Discord_hundreds_of_cards_are_shown_once() => OnDiscordAsync(300);

    [Fact]
    public Task After_an_hour_without_Matrix_everything_is_shown_once() => OnMatrixAsync(100);

    [Fact(Explicit = true)]
    public Task After_an_hour_without_Matrix_hundreds_of_cards_are_shown_once() => OnMatrixAsync(300);

    private async Task OnDiscordAsync(int needs)
    {
        var stage = await DiscordStage.StartAsync();
        stage.Network = new HurriedTime(60);
        stage.Fake.HoldsToTheDescription = false;
        await using var world = await World.StartAsync(stage: stage, settings: Settings);
        await OutageAsync(
            world,
            "Discord",
            needs,
            DiscordIds.Place(Number(stage.Guild.Id), Number(stage.Needs.Id)),
            () =>
            {
                stage.Fake.Faults.RefuseConnections = true;
                stage.Fake.Faults.Next(int.MaxValue, new RestFault.Answer(503, "<html></html>"));
                stage.Fake.Gateway.DropAll();
                return Task.CompletedTask;
            },
            () =>
            {
                stage.Fake.Faults.RefuseConnections = false;
                stage.Fake.Faults.ReleaseAll();
                return Task.CompletedTask;
            },
            () => new DiscordDoor(stage).ShownAsync());
    }

    private async Task OnMatrixAsync(int needs)
    {
        var people = await FakePeople.StartAsync();
        people.Homeserver.HoldsToTheDescription = false;
        var stage = await MatrixStage.StartAsync(people);
        stage.Network = new HurriedTime(60);
        await using var world = await World.StartAsync(stage: stage, settings: Settings);
        await OutageAsync(
            world,
            "Matrix",
            needs,
            MatrixIds.Place(stage.Room),
            people.Homeserver.GoAwayAsync,
            people.Homeserver.ComeBackAsync,
            async () => [.. (await people.ReadAsync("founder", stage.Room)).Where(m => m.Sender == stage.BotUser && !m.Redacted).Select(m => m.Body)]);
    }

    private async Task OutageAsync(World world, string platform, int needs, PlaceId place, Func<Task> goes, Func<Task> comesBack, Func<Task<IReadOnlyList<string>>> shown)
    {
        foreach (var limit in new[] { "open-needs", "needs-an-hour" }) await SayAsync("dani", $"/settings setting: {limit} value: 10000");
        await goes();
        var acknowledged = 0;
        for (var n = 1; n <= needs; n++)
        {
            var answer = await SayAsync("ana", $"/need thing {n}x");
            if (Text(answer).Contains("is posted", StringComparison.Ordinal)) acknowledged++;
        }

        Assert.Equal(needs, acknowledged);
        await world.SleepAsync(TimeSpan.FromHours(1));
        await comesBack();
        IReadOnlyList<string> cards = [];
        for (var minutes = 0; minutes < 12 * 60 && Cards(cards).Distinct().Count() < needs; minutes += 10)
        {
            await world.SleepAsync(TimeSpan.FromMinutes(10));
            cards = await shown();
        }

        var numbers = Cards(cards).ToList();
        var late = numbers.Zip(numbers.Skip(1)).Count(pair => pair.First > pair.Second);
        var reminders = cards.Count(c => c.Contains("thing", StringComparison.Ordinal) && !Card().IsMatch(c));
        output.WriteLine($"{reminders} other messages; {late} of {numbers.Count} cards stand before one that was asked for earlier.");
        Assert.InRange(reminders, 0, 2);
        table.Note(
            new FaultRow($"{platform} away for an hour, {needs} needs asked for meanwhile, in process", 1, acknowledged, needs - numbers.Distinct().Count(), numbers.Count - numbers.Distinct().Count(), $"{reminders} reminder; {late} cards out of order"),
            output);

        Task<Reply?> SayAsync(string who, string line) => world.Get<Dispatcher>().HandleAsync(
            new Intent(world.Stage.IdOf(who), who == "dani", world.Stage.Group, place, place, null, Guid.NewGuid().ToString("N"), new CommandTyped(line)), CancellationToken.None);
    }

    private static string Text(Reply? reply) => reply is null ? "" : PlainText.Of(reply.Text, p => p.Value, p => p.Value);

    private static IEnumerable<int> Cards(IReadOnlyList<string> shown) =>
        shown.Select(c => Card().Match(c)).Where(m => m.Success).Select(m => int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture));

    private static string Number(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A card begins with its number and its words.</summary>
    [GeneratedRegex(@"^\W*(Need )?#\d+\W+thing (?<n>\d+)x", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Card();
}
