using System.Globalization;
using System.Text.RegularExpressions;
using MutualAid.Core.Needs;
using MutualAid.Discord;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Tests.Faults;

/// <summary>
/// A guild of which many people ask and help at once, and remember what they were told. Three needs and then twenty claims, over and over; each person claims a need once. Whoever
/// gets no answer does not ask again. For one thread, as far as nothing else is said.
/// </summary>
internal sealed partial class GuildStorm
{
    private const int Askers = 10;
    private const int Helpers = 40;
    private const int Channels = 4;
    private const int NeedsInARow = 3;
    private const int ClaimsInARow = 20;
    private const int Quantity = 25;

    /// <summary>So many help with a need; then the next one's turn has come.</summary>
    private const int HelpersEach = 20;

    private readonly FakeDiscord fake;
    private readonly FakeGuild guild;
    private readonly FakeUser trusted;
    private readonly IReadOnlyList<FakeUser> people;
    private readonly IReadOnlyList<FakeChannel> channels;
    private readonly List<Asked> asked = [];
    private readonly List<Claimed> claimed = [];
    private int acts;
    private int next;

    private GuildStorm(FakeDiscord fake)
    {
        this.fake = fake;
        guild = fake.AddGuild();
        trusted = guild.AddMember("Dani", guild.AddRole("trusted", Rights.ManageMessages));
        people = [.. Enumerable.Range(0, Askers + Helpers).Select(i => guild.AddMember($"P{i}"))];
        channels = [.. Enumerable.Range(0, Channels).Select(i => guild.AddChannel($"needs-{i}"))];
    }

    /// <summary>How many were told that theirs is done.</summary>
    public int Acknowledged => asked.Count(a => a.Number is not null) + claimed.Count(c => c.IsAcknowledged);

    public int Acts => asked.Count + claimed.Count;

    /// <summary>When those typed who got no answer within Discord's time, not even that the bot is at work.</summary>
    public IReadOnlyList<DateTimeOffset> UnansweredAt => [.. asked.Select(a => a.Interaction).Concat(claimed.Select(c => c.Interaction)).Where(i => !i.IsAnswered).Select(i => i.Created)];

    /// <summary>How many digests there are.</summary>
    public int Digests
    {
        get
        {
            lock (fake.Sync) return channels.SelectMany(c => c.Messages).Count(IsDigest);
        }
    }

    /// <summary>A guild where nobody has typed anything yet. Safe before the bot is there.</summary>
    public static GuildStorm In(FakeDiscord fake) => new(fake);

    /// <summary>When the bot is there.</summary>
    public async Task BeginAsync()
    {
        await fake.UntilAsync(() => fake.Commands.Find(guild, 1, "need") is not null, "the commands");
        foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" })
            await (await fake.SlashAsync(trusted, channels[0], "settings", ("setting", limit), ("value", "10000"))).Response;
    }

    /// <summary>Somebody types the next thing.</summary>
    public async Task ActAsync()
    {
        var isNeed = acts++ % (NeedsInARow + ClaimsInARow) < NeedsInARow;
        if (isNeed || NextToHelp() is not { Number: { } number } need)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"thing {asked.Count}x");
            var channel = channels[asked.Count % Channels];
            asked.Add(new Asked(what, channel, await fake.SlashAsync(people[asked.Count % Askers], channel, "need", ("what", what), ("quantity", (long)Quantity))));
            return;
        }

        var helper = people[Askers + ((next + need.Helpers++) % Helpers)];
        claimed.Add(new Claimed(need, helper, await fake.SlashAsync(helper, need.Channel, "claim", ("number", number.ToString(CultureInfo.InvariantCulture)), ("quantity", 1L))));
    }

    /// <summary>Holds what there is to what people were told: each acknowledged need and claim is there once, and each need's one card says so.</summary>
    public async Task<Difference> CompareAsync(INeedStore store, CancellationToken cancellationToken)
    {
        var (lost, twice) = (new List<string>(), new List<string>());
        List<(string Text, bool IsCard)> messages;
        lock (fake.Sync) messages = [.. channels.SelectMany(c => c.Messages).Select(m => (m.TextOf(), m.Author.IsBot && !IsDigest(m)))];
        var helping = claimed.Where(c => c.IsAcknowledged).ToLookup(c => c.Need);
        foreach (var one in asked)
        {
            var cards = messages.Where(m => m.IsCard && m.Text.Contains(one.What, StringComparison.Ordinal)).ToList();
            if (cards.Count > 1) twice.Add($"'{one.What}' has {cards.Count} cards.");
            if (one.Number is not { } number) continue;
            if (await store.FindByNumberAsync(DiscordIds.Group(Id(guild.Id)), number, cancellationToken) is not { } need || need.What != one.What)
            {
                lost.Add($"'{one.What}' was acknowledged and is not there.");
                continue;
            }

            var covered = string.Create(CultureInfo.InvariantCulture, $"{need.Covered} of {Quantity} covered");
            if (cards.Count == 0 || (need.Covered > 0 && !cards[0].Text.Contains(covered, StringComparison.Ordinal))) lost.Add($"The card of '{one.What}' does not say that {covered}.");
            foreach (var claim in helping[one])
            {
                var claims = need.Claims.Where(c => c.Person == DiscordIds.Person(Id(claim.Helper.Id))).ToList();
                if (claims.Count == 0) lost.Add($"A claim on '{one.What}' was acknowledged and is not there.");
            }

            if (need.Claims.GroupBy(c => c.Person).Any(c => c.Count() > 1 || c.First().Quantity > 1)) twice.Add($"Somebody is on '{one.What}' twice.");
        }

        lock (fake.Sync)
            twice.AddRange(fake.World.Channels.Where(c => c.IsThread && c.Guild == guild).GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => $"There are {g.Count()} threads of {g.Key}."));
        return new Difference(lost.Count, twice.Count, [.. lost, .. twice]);
    }

    private static string Id(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private static bool IsDigest(FakeMessage message) => message.Author.IsBot && message.TextOf().Contains("unmet", StringComparison.Ordinal);

    /// <summary>The first need that is known to be posted and has not all its helpers; null: there is none.</summary>
    private Asked? NextToHelp()
    {
        while (next < asked.Count && (asked[next].Helpers == HelpersEach || asked[next].IsOver)) next++;
        return next < asked.Count && asked[next].Number is not null ? asked[next] : null;
    }

    [GeneratedRegex(@"^#(\d+) is posted")]
    private static partial Regex Posted { get; }

    /// <summary>Without what keeps a text from being taken for a format.</summary>
    private static string Said(FakeInteraction interaction) =>
        string.Join('\n', interaction.Messages.Where(m => !m.IsLoading).Select(m => m.TextOf().Replace("\\", "", StringComparison.Ordinal)));

    private sealed class Asked(string what, FakeChannel channel, FakeInteraction interaction)
    {
        public string What => what;

        public FakeChannel Channel => channel;

        public FakeInteraction Interaction => interaction;

        public int Helpers { get; set; }

        /// <summary>Null: nobody was told that it is posted.</summary>
        public int? Number => field ??= Posted.Match(Said(interaction)) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

        /// <summary>Whoever asked has given up.</summary>
        public bool IsOver => Number is null && TimeProvider.System.GetUtcNow() - interaction.Created > TimeSpan.FromSeconds(5);
    }

    private sealed record Claimed(Asked Need, FakeUser Helper, FakeInteraction Interaction)
    {
        public bool IsAcknowledged => Said(Interaction).Contains("You are on #", StringComparison.Ordinal);
    }
}
