using System.Globalization;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>The private conversations that the bot brings people into, as these people use them.</summary>
internal static class Conversing
{
    /// <summary>Where requester and helpers of a need talk now.</summary>
    public static async Task<PlaceId> ConversationAsync(this World world, int number)
    {
        await world.SettleAsync();
        return Assert.Single((await world.NeedAsync(number)).Postings, p => p is { Kind: PostingKind.Introduction, Retired: false }).Place!.Value;
    }

    public static async Task WritesInAsync(this Actor actor, World world, PlaceId place, string text)
    {
        switch (world.Stage)
        {
            case PlaygroundStage playground:
                playground.Chat.Put(Guid.NewGuid().ToString("N"), place.Value, PlaygroundWorld.Find(actor.Key), text, card: null);
                break;
            case DiscordStage discord:
                discord.ThreadOf(place).Post(discord.Person(actor.Key), text);
                break;
            case MatrixStage matrix:
                await world.UntilInAsync(actor, place);
                await matrix.People.SayAsync(actor.Key, MatrixIds.RoomOf(place), text);
                break;
            default:
                throw new InvalidOperationException("There are no conversations here.");
        }
    }

    /// <summary>Completes when they are in the conversation.</summary>
    public static async Task UntilInAsync(this World world, Actor actor, PlaceId place)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); !await world.IsInAsync(actor, place);)
        {
            Assert.True(DateTime.UtcNow < until, $"{actor.Key} never came into the conversation");
            await Briefly.PauseAsync();
        }
    }

    public static async Task<bool> IsInAsync(this World world, Actor actor, PlaceId place) => world.Stage switch
    {
        PlaygroundStage playground => playground.Chat.FindPlace(place.Value)!.Members.Contains(actor.Key),
        DiscordStage discord => discord.ThreadOf(place).ThreadMembers.Contains(discord.Person(actor.Key).Id),
        MatrixStage matrix => (await matrix.People.RoomsAsync(actor.Key)).Contains(MatrixIds.RoomOf(place)),
        _ => false,
    };

    /// <summary>In how many conversations they are, of whatever need; also in those that are over.</summary>
    public static async Task<int> CountConversationsAsync(this World world, Actor actor)
    {
        switch (world.Stage)
        {
            case PlaygroundStage playground:
                return await playground.CountConversationsAsync(actor.Key);
            case DiscordStage discord:
                lock (discord.Fake.Sync) return discord.Fake.World.Channels.Count(c => c.Type == ChannelType.PrivateThread && c.ThreadMembers.Contains(discord.Person(actor.Key).Id));
            case MatrixStage matrix:
                return (await matrix.People.RoomsAsync(actor.Key)).Count(r => r != matrix.Room && r != matrix.DirectOf(actor.Key));
            default:
                return 0;
        }
    }

    /// <summary>All that somebody in it can get at there: also what was said before it was changed, where the platform keeps that.</summary>
    public static async Task<string> EverythingInAsync(this World world, Actor actor, PlaceId place)
    {
        switch (world.Stage)
        {
            case PlaygroundStage playground:
                return await playground.ReadsAsync(actor.Key);
            case DiscordStage discord:
                return discord.ThreadOf(place).Name + string.Join('\n', discord.ThreadOf(place).Messages.Select(m => m.ToJson().ToJsonString()));
            case MatrixStage matrix:
                var said = await matrix.People.CallAsync(actor.Key, HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(MatrixIds.RoomOf(place))}/messages?dir=b&limit=200");
                return said.GetRawText();
            default:
                throw new InvalidOperationException("There are no conversations here.");
        }
    }

    public static FakeChannel ThreadOf(this DiscordStage discord, PlaceId place)
    {
        lock (discord.Fake.Sync) return discord.Fake.World.Channels.Single(c => c.Id.ToString(CultureInfo.InvariantCulture) == DiscordIds.ChannelOf(place));
    }
}
