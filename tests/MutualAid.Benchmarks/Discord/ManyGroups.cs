using System.Globalization;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Discord;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support.Discord;
using NodaTime;

namespace MutualAid.Benchmarks.Discord;

/// <summary>A guild with a channel, in which three needs and yesterday's digest are shown. Its digest comes so many hours after the first.</summary>
internal sealed record ManyGroup(FakeGuild Guild, FakeChannel Channel, FakeUser Ana, int Hours, IReadOnlyList<FakeMessage> Cards, FakeMessage Digest);

/// <summary>Groups in 24 zones: one zone, which is UTC, holds the most, the others as many each.</summary>
internal static class ManyGroups
{
    private const int Needs = 3;
    private const int Zones = 24;
    private static readonly Duration Since = Duration.FromHours(20);

    public static IReadOnlyList<ManyGroup> Build(FakeDiscord fake, int count, int fullest)
    {
        var hours = Enumerable.Repeat(0, fullest).Concat(Enumerable.Range(0, count - fullest).Select(i => (i % (Zones - 1)) + 1)).ToArray();
        new Random(1).Shuffle(hours);
        return [.. hours.Select((later, i) => BuildOne(fake, i, later))];
    }

    /// <summary>The store of a bot that has run for long: everything is shown as it is, and each digest is due at its group's hour.</summary>
    public static async Task StoreAsync(IReadOnlyList<ManyGroup> groups, string path, Instant hour)
    {
        using var store = TemporaryStore.Open(path, password: null);
        var (needs, stored) = (new LiteDbNeedStore(store), new LiteDbGroupStore(store));
        foreach (var some in groups.Chunk(1_000))
        {
            await Task.WhenAll(some.SelectMany(g => g.Cards.Select((card, i) => needs.AddAsync(Need(g, i, card, hour), CancellationToken.None))
                .Append(stored.AddAsync(Group(g, hour), CancellationToken.None))));
        }
    }

    private static ManyGroup BuildOne(FakeDiscord fake, int number, int hours)
    {
        var guild = fake.AddGuild($"Guild {number}");
        var channel = guild.AddChannel("needs");
        var cards = Enumerable.Range(0, Needs).Select(i => Shown(fake, channel, $"Thing {i}", Button(new NeedId($"g{number}n{i}")))).ToList();
        return new ManyGroup(guild, channel, guild.AddMember("Ana"), hours, cards, Shown(fake, channel, "Yesterday's digest"));
    }

    private static FakeMessage Shown(FakeDiscord fake, FakeChannel channel, string text, params JsonObject[] more)
    {
        lock (fake.Sync)
        {
            var message = channel.Post(fake.Bot, "");
            message.Flags = MessageFlags.ComponentsV2;
            message.Components = ComponentTree.Numbered([new JsonObject { ["type"] = 10, ["content"] = text }, .. more]);
            return message;
        }
    }

    private static JsonObject Button(NeedId need) => new()
    {
        ["type"] = 1,
        ["components"] = new JsonArray(new JsonObject { ["type"] = 2, ["style"] = 1, ["label"] = "I can help", ["custom_id"] = ActionList.Id(ActionList.Claim, need) }),
    };

    private static Group Group(ManyGroup group, Instant hour) => new()
    {
        Id = DiscordIds.Group(Text(group.Guild.Id)),
        Home = Place(group),
        NextNumber = Needs + 1,
        // An Etc zone is named by what has to be added to it: the other way round.
        Settings = new GroupSettings { TimeZone = group.Hours <= 12 ? $"Etc/GMT+{group.Hours}" : $"Etc/GMT-{Zones - group.Hours}" },
        Postings = [ShownAs(new Posting { Id = PostingId.New(), Kind = PostingKind.Digest, Place = Place(group) }, group.Digest, hour)],
        DigestedAt = hour - Duration.FromDays(1),
        DigestAt = hour + Duration.FromHours(group.Hours),
    };

    private static Need Need(ManyGroup group, int index, FakeMessage card, Instant hour)
    {
        var asked = MutualAid.Core.Needs.Need.Asked(
            new NeedId(card.Buttons[0].CustomId!.Split(':')[1]), DiscordIds.Group(Text(group.Guild.Id)), index + 1, DiscordIds.Person(Text(group.Ana.Id)),
            new NeedContent($"Thing {index}, and somebody to carry it up to the third floor", null, null, null, 1, "Rose Street 5", null, Anonymous: false),
            Place(group), "seed", hour - Since);
        return asked with { KeepAt = null, SuggestAt = null, RemindAt = hour + Duration.FromDays(1), Postings = [ShownAs(asked.Postings[0], card, hour)] };
    }

    /// <summary>What it shows is of no matter: only what changes is compared.</summary>
    private static Posting ShownAs(Posting posting, FakeMessage message, Instant hour) => posting with
    {
        Since = hour - Since,
        Message = DiscordIds.Message(Text(message.Channel.Id), Text(message.Id)),
        Shown = "seed",
    };

    private static PlaceId Place(ManyGroup group) => DiscordIds.Place(Text(group.Guild.Id), Text(group.Channel.Id));

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
