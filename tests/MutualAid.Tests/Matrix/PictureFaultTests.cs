using MutualAid.Core.Chat;
using MutualAid.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>A homeserver that takes no file, or not now.</summary>
public sealed class PictureFaultTests
{
    private const string Upload = "POST /_matrix/media/v3/upload";
    private readonly HurriedTime network = new(10);
    private readonly PostingId posting = PostingId.New();

    [Fact]
    public async Task What_is_uploaded_is_the_picture_with_its_type_and_a_name()
    {
        await using var room = await RoomAsync();
        await PostAsync(room, Charts.Of());
        var media = Assert.Single(Fake(room).Media);
        Assert.Equal(room.World.Get<IPictures>().Png(Charts.Of().Picture!), media.Content);
        Assert.Equal(("image/png", "chart.png", room.Stage.BotUser), (media.ContentType, media.FileName, media.Uploader));
        Assert.Empty(Fake(room).Violations);
    }

    [Fact]
    public async Task An_upload_that_failed_or_came_too_fast_is_tried_again_when_it_may_be()
    {
        await using var room = await RoomAsync();
        Fake(room).Faults.Next(1, Upload, new HttpFault.Answer(502));
        Fake(room).Faults.Next(1, Upload, new HttpFault.Cut(AfterActing: false));
        Fake(room).Faults.Next(1, Upload, new HttpFault.TooMany(TimeSpan.FromSeconds(3)));
        var id = await PostAsync(room, Charts.Of());
        Assert.Equal("m.image", (await SeenAsync(room, id)).MsgType);
        Assert.Single(Fake(room).Media);
        Assert.Empty(Fake(room).TooEarly);
        Assert.Empty(Fake(room).Violations);
    }

    [Fact]
    public async Task A_post_that_is_tried_again_uploads_nothing_again()
    {
        await using var room = await RoomAsync();
        Fake(room).Faults.Next(4, r => r.IsWriting, new HttpFault.Cut(AfterActing: false));
        var failed = await Assert.ThrowsAsync<ChatException>(() => PostAsync(room, Charts.Of()));
        Assert.Equal(ChatProblem.Unreachable, failed.Problem);
        var id = await PostAsync(room, Charts.Of());
        Assert.Equal("m.image", (await SeenAsync(room, id)).MsgType);
        Assert.Single(Fake(room).Media);
    }

    [Fact]
    public async Task A_bot_that_was_started_anew_finds_the_address_in_the_message()
    {
        var people = await FakePeople.StartAsync(network);
        var stage = await MatrixStage.StartAsync(people);
        stage.Network = network;
        var memory = new MemoryStore();
        MessageId id;
        await using (var world = await World.StartAsync(StoreUnderTest.On(memory), stage: stage))
        {
            world.LeavesAllBehind = true;
            id = await PostAsync(new PublicRoom(world, stage), Charts.Of());
        }

        await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage);
        var room = new PublicRoom(next, stage);
        await EditAsync(room, id, Charts.Of() with { Title = RichText.Of("Eight weeks") });
        await SeenAsync(room, id, m => m.Body.StartsWith("Eight weeks", StringComparison.Ordinal));
        // The newest version counts, not the first one.
        await EditAsync(room, id, Charts.Of() with { Title = RichText.Of("Weeks") });
        await SeenAsync(room, id, m => m.Body.StartsWith("Weeks", StringComparison.Ordinal));
        Assert.Single(people.Homeserver.Media);
        Assert.Empty(people.Homeserver.Violations);
    }

    [Theory]
    [InlineData("forbidden")]
    [InlineData("too large")]
    [InlineData("too large for a proxy")]
    [InlineData("unknown")]
    public async Task Where_no_file_is_taken_the_words_stand_alone_until_one_is(string why)
    {
        await using var room = await RoomAsync();
        Refuse(Fake(room), why);
        var id = await PostAsync(room, Charts.Of());
        var seen = await SeenAsync(room, id);
        Assert.Equal("m.notice", seen.MsgType);
        Assert.Contains("Week of 5 Oct: 12 needs posted, 9 met", seen.Body, StringComparison.Ordinal);

        (Fake(room).RefusesUploads, Fake(room).LargestUpload) = (false, 1_000_000);
        await EditAsync(room, id, Charts.Of("gaps"));
        await SeenAsync(room, id, m => m.MsgType == "m.image" && m.Body.Contains("no claims", StringComparison.Ordinal));
        Assert.Empty(Fake(room).Violations);
    }

    private static void Refuse(FakeHomeserver fake, string why)
    {
        switch (why)
        {
            case "forbidden": fake.RefusesUploads = true; break;
            case "too large": fake.LargestUpload = 1000; break;
            case "too large for a proxy": fake.Faults.Next(1, Upload, new HttpFault.Answer(413)); break;
            default: fake.Faults.Next(1, Upload, new HttpFault.Answer(404, """{"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"}""", "application/json")); break;
        }
    }

    private async Task<PublicRoom> RoomAsync()
    {
        var stage = await MatrixStage.StartAsync(await FakePeople.StartAsync(network));
        stage.Network = network;
        return new PublicRoom(await World.StartAsync(stage: stage), stage);
    }

    private static FakeHomeserver Fake(PublicRoom room) => ((FakePeople)room.People).Homeserver;

    private static Task<SeenMessage> SeenAsync(PublicRoom room, MessageId id, Func<SeenMessage, bool>? fits = null) =>
        room.SeenAsync("ana", room.Stage.Room, m => m.Id == MatrixIds.EventOf(id) && fits?.Invoke(m) is not false);

    private Task<MessageId> PostAsync(PublicRoom room, Card card) =>
        room.World.Get<IChatPlatform>().PostAsync(MatrixIds.Place(room.Stage.Room), posting, card, CancellationToken.None);

    private Task EditAsync(PublicRoom room, MessageId message, Card card) =>
        room.World.Get<IChatPlatform>().EditAsync(MatrixIds.Place(room.Stage.Room), posting, message, card, CancellationToken.None);
}
