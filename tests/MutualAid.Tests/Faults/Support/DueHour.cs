using System.Globalization;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>A group of a due hour, and who asked for all that it needs.</summary>
internal sealed record DueGroup(GroupId Id, PlaceId Place, PersonId Asker);

/// <summary>
/// Groups of fifty needs that all fall due within one hour: forty are to be brought back, ten have yet to be shown, and each group has its digest.
/// They are laid into the store before the process begins, and counted there after it ended, and in what is shown meanwhile.
/// </summary>
internal sealed partial class DueHour(IReadOnlyList<DueGroup> groups, Instant from)
{
    private const int NeedsEach = 50;
    private const int UnshownEach = 10;
    private const int RemindedEach = NeedsEach - UnshownEach;
    private static readonly Duration ThreeHours = Duration.FromHours(3);

    public int Due => groups.Count * NeedsEach;

    /// <summary>How many of them have no card yet.</summary>
    public int Unshown => groups.Count * UnshownEach;

    public IReadOnlyList<DueGroup> Groups => groups;

    /// <summary>What people read of a need.</summary>
    public static string Words(int number) => $"thing {number}x";

    /// <summary><paramref name="shown"/> makes the message that shows a need of a group already.</summary>
    public async Task FillAsync(string path, Func<DueGroup, int, Task<MessageId>> shown)
    {
        var stop = CancellationToken.None;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var store = Opened(path);
        var (needs, kept) = (new LiteDbNeedStore(store), new LiteDbGroupStore(store));
        foreach (var (group, i) in groups.Select((g, i) => (g, i)))
        {
            // Over the whole hour, group by group: whatever a group has due at once is one message.
            var digest = from + Duration.FromMinutes(4 + (i * 52 / groups.Count));
            var settings = new GroupSettings { DigestTime = digest.InUtc().TimeOfDay.With(TimeAdjusters.TruncateToMinute) };
            Assert.True(await kept.AddAsync(
                new Core.Groups.Group { Id = group.Id, Home = group.Place, NextNumber = NeedsEach + 1, Settings = settings, DigestedAt = from - Duration.FromHours(23), DigestAt = digest }, stop));
            var rules = GroupRules.Of(settings, new GroupOptions());
            var messages = new Dictionary<int, MessageId>();
            foreach (var number in Enumerable.Range(1, RemindedEach)) messages[number] = await shown(group, number);
            await Task.WhenAll(Enumerable.Range(1, NeedsEach).Select(n => needs.AddAsync(NeedOf(group, n, i, rules, messages.TryGetValue(n, out var message) ? message : null), stop)));
        }

        Need NeedOf(DueGroup group, int number, int i, GroupRules rules, MessageId? message)
        {
            var need = new Need
            {
                Id = IdOf(group, number),
                Group = group.Id,
                Number = number,
                Requester = group.Asker,
                What = Words(number),
                PostedAt = from - ThreeHours,
                RemindAt = message is null ? from + Duration.FromDays(2) : from + Duration.FromMinutes(3 + ((i + 7) * 53 / groups.Count % 53)),
                // As if each had failed just before, and is tried again in its turn.
                KeepAt = message is null ? from + Duration.FromMinutes(5 + (number * i % 50)) : null,
            };
            var shown = message is null ? null : Fingerprint.Of(NeedCard.Of(need, rules));
            return need with { Postings = [new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = group.Place, Since = from - ThreeHours, Message = message, Shown = shown }] };
        }
    }

    /// <summary>What is missing of what a group is to be shown in the end, what is there more than once, and how many cards stand before an earlier one.</summary>
    public static (int Missing, int Twice, int Late) Compare(IReadOnlyList<string> shown)
    {
        var cards = shown.Select(s => Card().Match(s)).Where(m => m.Success).Select(m => int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture)).ToList();
        var other = new[] { "are still waiting for somebody", "needs are unmet" }.Select(t => shown.Count(s => s.Contains(t, StringComparison.Ordinal))).ToList();
        var missing = Enumerable.Range(1, NeedsEach).Except(cards).Count() + other.Count(o => o == 0);
        return (missing, cards.Count - cards.Distinct().Count() + other.Sum(o => Math.Max(0, o - 1)), cards.Zip(cards.Skip(1)).Count(pair => pair.First > pair.Second));
    }

    /// <summary>How many were not brought back by what the store says, and how many more than once. The process has ended.</summary>
    public async Task<(int Lost, int Twice)> CountAsync(string path)
    {
        var stop = CancellationToken.None;
        using var store = Opened(path);
        var (needs, kept, lost, twice) = (new LiteDbNeedStore(store), new LiteDbGroupStore(store), 0, 0);
        foreach (var group in groups)
        {
            var reminders = (await kept.FindAsync(group.Id, stop))!.RecentReminders.Length;
            foreach (var number in Enumerable.Range(1, RemindedEach))
            {
                var need = (await needs.FindAsync(IdOf(group, number), stop))!;
                if (need.Reminders == 0) lost++;
                if (need.Reminders > 1 || reminders > 1) twice++;
            }
        }

        return (lost, twice);
    }

    private static NeedId IdOf(DueGroup group, int number) => new($"{group.Id.Value}/{number}");

    private static LiteDbStore Opened(string path)
    {
        var store = new LiteDbStore(new StorageOptions(path, null), TimeProvider.System, Migrations.All);
        store.Open();
        return store;
    }

    /// <summary>A card begins with its number and its words.</summary>
    [GeneratedRegex(@"^\W*(Need )?#\d+\W+thing (?<n>\d+)x", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Card();
}
