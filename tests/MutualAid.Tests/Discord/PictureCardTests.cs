using MutualAid.Core.Chat;
using MutualAid.Discord;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord;

/// <summary>A card with a picture, as the keeper posts and edits it.</summary>
public sealed class PictureCardTests
{
    private const string Post = "POST /channels/{channel_id}/messages";
    private const string Edit = "PATCH /channels/{channel_id}/messages/{message_id}";

    private readonly PostingId posting = PostingId.New();

    [Theory]
    [InlineData("usual", "The last 8 weeks", "Week of 5 Oct: 12 needs posted, 9 met")]
    [InlineData("spanish", "Las últimas 8 semanas", "Semana del 5 oct: 12 necesidades publicadas, 9 resueltas")]
    public async Task A_chart_is_a_picture_with_a_heading_and_what_a_screen_reader_says(string name, string heading, string said)
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await PostAsync(world, Charts.Of(name));
        var message = Assert.Single(stage.Needs.Messages);
        Assert.Equal("### " + heading, message.TextOf());
        var picture = Assert.Single(message.Pictures);
        Assert.StartsWith(said, picture.Description, StringComparison.Ordinal);
        Assert.Equal(8, picture.Description!.Split('\n').Length);
        Assert.Equal(world.Get<IPictures>().Png(Charts.Of(name).Picture!), picture.File.Content);
        Assert.Equal(("chart.png", "image/png"), (picture.File.Name, picture.File.ContentType));
        Assert.Equal(picture.Description, (string?)Assert.Single(message.Attachments)!["description"]);
        Assert.Empty(stage.Fake.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_post_that_got_lost_is_sent_again_whole_and_shown_once(bool afterActing)
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Fake.Faults.Next(1, Post, new RestFault.Reset(afterActing));
        stage.Fake.Faults.Next(1, Post, new RestFault.Answer(502, "bad gateway"));
        await PostAsync(world, Charts.Of());
        Assert.Equal(world.Get<IPictures>().Png(Charts.Of().Picture!), Assert.Single(Assert.Single(stage.Needs.Messages).Pictures).File.Content);
        Assert.Empty(stage.Fake.Violations);
    }

    [Fact]
    public async Task An_edit_sends_the_picture_only_when_it_is_another_one()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var id = await PostAsync(world, Charts.Of());
        var message = Assert.Single(stage.Needs.Messages);
        await EditAsync(world, id, Charts.Of() with { Title = RichText.Of("Eight weeks") });
        Assert.Equal("### Eight weeks", message.TextOf());
        Assert.Single(message.Files);
        Assert.Single(message.Pictures);

        await EditAsync(world, id, Charts.Of("gaps"));
        Assert.Equal(2, message.Files.Count);
        Assert.Single(message.Attachments);
        Assert.Equal(world.Get<IPictures>().Png(Charts.Of("gaps").Picture!), Assert.Single(message.Pictures).File.Content);
        Assert.Equal([false, true], stage.Fake.Requests.All.Where(r => r.Route == Edit).Select(IsForm));
        Assert.Empty(stage.Fake.Violations);
    }

    [Fact]
    public async Task Where_no_file_may_be_attached_the_words_stand_there_until_it_may()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Needs.Deny(stage.Fake.Bot, Rights.AttachFiles);
        var id = await PostAsync(world, Charts.Of());
        var message = Assert.Single(stage.Needs.Messages);
        Assert.Empty(message.Pictures);
        Assert.Contains("Week of 5 Oct: 12 needs posted, 9 met", message.TextOf().Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);

        stage.Needs.Allow(stage.Fake.Bot, Rights.AttachFiles);
        await EditAsync(world, id, Charts.Of("gaps"));
        Assert.Single(message.Pictures);
        Assert.Equal("### The last 8 weeks", message.TextOf());
        Assert.Empty(stage.Fake.Violations);
    }

    [Fact]
    public async Task The_picture_of_a_message_that_is_gone_is_gone()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var id = await PostAsync(world, Charts.Of());
        stage.Needs.Messages[0].Delete();
        var refused = await Assert.ThrowsAsync<ChatException>(() => EditAsync(world, id, Charts.Of("gaps")));
        Assert.Equal(ChatProblem.Gone, refused.Problem);
    }

    private static PlaceId Place(World world)
    {
        var stage = (DiscordStage)world.Stage;
        return DiscordIds.Place(stage.Guild.Id.ToString(), stage.Needs.Id.ToString());
    }

    private static bool IsForm(LoggedRequest request) => request.Headers["Content-Type"].StartsWith("multipart/form-data", StringComparison.Ordinal);

    private Task<MessageId> PostAsync(World world, Card card) => world.Get<IChatPlatform>().PostAsync(Place(world), posting, card, CancellationToken.None);

    private Task EditAsync(World world, MessageId message, Card card) => world.Get<IChatPlatform>().EditAsync(Place(world), posting, message, card, CancellationToken.None);
}
