using Microsoft.Extensions.Time.Testing;
using Moq;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Chat;

public sealed class PosterTests
{
    private static readonly PlaceId Place = new("test:place");
    private static readonly Card Shown = new() { Kind = CardKind.Need, Language = "en", Title = RichText.Of("#1") };
    private static readonly Need Need = new()
    {
        Id = new NeedId("n"),
        Group = new GroupId("test:group"),
        Number = 1,
        Requester = new PersonId("test:ana"),
        What = "Groceries",
        PostedAt = NodaTime.Instant.FromUnixTimeSeconds(0),
    };

    private readonly Mock<IChatPlatform> platform = new(MockBehavior.Strict);

    public PosterTests() => platform.Setup(p => p.Name).Returns("test");

    [Fact]
    public async Task After_an_uncertain_outcome_it_looks_before_it_posts_again()
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = Place };
        platform.Setup(p => p.FindAsync(Place, posting.Id, It.IsAny<NodaTime.Instant?>(), It.IsAny<CancellationToken>())).ReturnsAsync(new MessageId("test:m"));
        platform.Setup(p => p.EditAsync(Place, posting.Id, new MessageId("test:m"), Shown, It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        var after = await new Poster([platform.Object], TimeProvider.System).ShowAsync(posting, Shown, otherwise: null, CancellationToken.None);
        Assert.Equal(new MessageId("test:m"), after!.Message);
        platform.Verify(p => p.PostAsync(It.IsAny<PlaceId>(), It.IsAny<PostingId>(), It.IsAny<Card>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task What_is_shown_already_is_not_sent_again()
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = Place, Message = new MessageId("test:m"), Shown = Fingerprint.Of(Shown) };
        Assert.Equal(posting, await new Poster([platform.Object], TimeProvider.System).ShowAsync(posting, Shown, otherwise: null, CancellationToken.None));
    }

    [Fact]
    public async Task Who_can_not_be_reached_in_private_is_not_told_in_public()
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Whisper, To = new PersonId("test:ana"), TextKey = WhisperText.Closed };
        platform.Setup(p => p.OpenDirectAsync(new PersonId("test:ana"), It.IsAny<GroupId>(), It.IsAny<CancellationToken>())).ThrowsAsync(new ChatException(ChatProblem.Refused));
        Assert.Null(await new Poster([platform.Object], TimeProvider.System).WhisperAsync(posting, Need.Group, Shown, CancellationToken.None));
        platform.Verify(p => p.PostAsync(It.IsAny<PlaceId>(), It.IsAny<PostingId>(), It.IsAny<Card>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task An_outage_is_passed_on_to_be_tried_again()
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = Place };
        platform.Setup(p => p.FindAsync(Place, posting.Id, It.IsAny<NodaTime.Instant?>(), It.IsAny<CancellationToken>())).ThrowsAsync(new ChatException(ChatProblem.Unreachable));
        await Assert.ThrowsAsync<ChatException>(() => new Poster([platform.Object], TimeProvider.System).ShowAsync(posting, Shown, otherwise: null, CancellationToken.None));
    }

    [Theory]
    [InlineData(ChatProblem.Gone)]
    [InlineData(ChatProblem.Refused)]
    public async Task A_place_that_refuses_is_tried_again_after_a_pause(ChatProblem problem)
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = Place };
        platform.Setup(p => p.FindAsync(Place, posting.Id, It.IsAny<NodaTime.Instant?>(), It.IsAny<CancellationToken>())).ThrowsAsync(new ChatException(problem));
        var clock = new FakeTimeProvider();
        var after = (await new Poster([platform.Object], clock).ShowAsync(posting, Shown, otherwise: null, CancellationToken.None))!;
        Assert.Equal(new Refusal(1, clock.GetCurrentInstant() + Duration.FromMinutes(1), IsGone: false), after.Refused);
    }

    [Theory]
    [InlineData(ChatProblem.Gone, "test:place", true)]
    [InlineData(ChatProblem.Gone, "test:home", true)]
    [InlineData(ChatProblem.PlaceGone, "test:home", true)]
    [InlineData(ChatProblem.PlaceGone, "test:place", false)]
    [InlineData(ChatProblem.Refused, "test:home", false)]
    public async Task A_card_that_was_deleted_moves_to_where_the_groups_cards_go(ChatProblem problem, string home, bool moves)
    {
        var posting = new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = Place, Message = new MessageId("test:m") };
        platform.Setup(p => p.EditAsync(Place, posting.Id, new MessageId("test:m"), Shown, It.IsAny<CancellationToken>())).ThrowsAsync(new ChatException(problem));
        platform.Setup(p => p.FindAsync(new PlaceId(home), posting.Id.Next(), It.IsAny<NodaTime.Instant?>(), It.IsAny<CancellationToken>())).ReturnsAsync((MessageId?)null);
        platform.Setup(p => p.PostAsync(new PlaceId(home), posting.Id.Next(), Shown, It.IsAny<CancellationToken>())).ReturnsAsync(new MessageId("test:new"));
        var after = await new Poster([platform.Object], TimeProvider.System).ShowAsync(posting, Shown, new PlaceId(home), CancellationToken.None);
        Assert.Equal(moves ? new MessageId("test:new") : new MessageId("test:m"), after!.Message);
        Assert.Equal(!moves, after.Waits);
    }

    [Fact]
    public void Another_content_has_another_fingerprint_and_the_same_has_the_same()
    {
        Assert.Equal(Fingerprint.Of(Shown), Fingerprint.Of(Shown with { Title = RichText.Of("#1") }));
        Assert.NotEqual(Fingerprint.Of(Shown), Fingerprint.Of(Shown with { Title = RichText.Of(new MemberWords("#1")) }));
        Assert.NotEqual(Fingerprint.Of(Shown), Fingerprint.Of(Shown with { Lines = [RichText.Of("")] }));
        Assert.NotEqual(Fingerprint.Of(Shown), Fingerprint.Of(Shown, new PersonId("test:ana")));
    }
}
