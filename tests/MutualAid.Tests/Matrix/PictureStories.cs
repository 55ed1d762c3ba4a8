using MutualAid.Core.Chat;
using MutualAid.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Matrix;

public sealed class PictureStoriesOnTheFake : PictureStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await FakePeople.StartAsync();
}

public sealed class PictureStoriesOnSynapse(SynapseFixture synapse) : PictureStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await synapse.PeopleAsync();
}

/// <summary>A card with a picture, as the keeper posts and edits it and as a client shows it.</summary>
public abstract class PictureStories
{
    private readonly PostingId posting = PostingId.New();

    internal abstract Task<IMatrixPeople> NewPeopleAsync();

    [Fact]
    public async Task A_chart_is_one_image_with_its_words_as_a_caption()
    {
        await using var room = await RoomAsync();
        var id = await PostAsync(room, Charts.Of());
        var seen = await SeenAsync(room, id, m => m.MsgType == "m.image");
        Assert.StartsWith("The last 8 weeks\nWeek of 5 Oct: 12 needs posted, 9 met, half of the first claims within 6.4 hours.\n", seen.Body, StringComparison.Ordinal);
        Assert.StartsWith("<strong>The last 8 weeks</strong><br>Week of 5 Oct", seen.Html, StringComparison.Ordinal);
        Assert.Equal(("chart.png", "mxc:"), (seen.Content.GetProperty("filename").GetString(), seen.Content.GetProperty("url").GetString()![..4]));
        var info = seen.Content.GetProperty("info");
        var png = room.World.Get<IPictures>().Png(Charts.Of().Picture!)!;
        Assert.Equal(("image/png", 800, 450, png.Length), (info.GetProperty("mimetype").GetString(), info.GetProperty("w").GetInt32(), info.GetProperty("h").GetInt32(), info.GetProperty("size").GetInt32()));
        // Posted again, as after an answer that got lost, it is the same message.
        Assert.Equal(id, await PostAsync(room, Charts.Of()));
        Assert.Equal(id, await room.World.Get<IChatPlatform>().FindAsync(Place(room), posting, since: null, CancellationToken.None));
    }

    [Fact]
    public async Task An_edit_keeps_the_picture_unless_it_is_another_one()
    {
        await using var room = await RoomAsync();
        var id = await PostAsync(room, Charts.Of());
        var first = await SeenAsync(room, id, m => m.MsgType == "m.image");
        await EditAsync(room, id, Charts.Of() with { Title = RichText.Of("Eight weeks") });
        var second = await SeenAsync(room, id, m => m.Body.StartsWith("Eight weeks", StringComparison.Ordinal));
        Assert.Equal(Url(first), Url(second));

        await EditAsync(room, id, Charts.Of("gaps"));
        var third = await SeenAsync(room, id, m => m.Body.Contains("no claims", StringComparison.Ordinal));
        Assert.NotEqual(Url(second), Url(third));
        Assert.Equal("m.image", third.MsgType);
    }

    internal async Task<PublicRoom> RoomAsync()
    {
        var stage = await MatrixStage.StartAsync(await NewPeopleAsync());
        return new PublicRoom(await World.StartAsync(stage: stage), stage);
    }

    private static PlaceId Place(PublicRoom room) => MatrixIds.Place(room.Stage.Room);

    private static string Url(SeenMessage message) => message.Content.GetProperty("url").GetString()!;

    private static Task<SeenMessage> SeenAsync(PublicRoom room, MessageId id, Func<SeenMessage, bool> fits) =>
        room.SeenAsync("ana", room.Stage.Room, m => m.Id == MatrixIds.EventOf(id) && fits(m));

    private Task<MessageId> PostAsync(PublicRoom room, Card card) => room.World.Get<IChatPlatform>().PostAsync(Place(room), posting, card, CancellationToken.None);

    private Task EditAsync(PublicRoom room, MessageId message, Card card) =>
        room.World.Get<IChatPlatform>().EditAsync(Place(room), posting, message, card, CancellationToken.None);
}
