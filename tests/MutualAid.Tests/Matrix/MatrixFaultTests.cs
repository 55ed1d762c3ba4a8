using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>A homeserver that misbehaves, and a bot that dies.</summary>
public sealed class MatrixFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HurriedTime network = new(10);

    /// <summary>After the n-th thing that the bot said, nothing is recorded any more: not the message, not the token of the batch.</summary>
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Dying_between_sending_and_recording_nothing_is_said_twice_and_nothing_is_lost(int moment)
    {
        var fake = await FakePeople.StartAsync(network);
        var stage = await MatrixStage.StartAsync(fake);
        stage.Network = network;
        var memory = new MemoryStore();
        var first = new DyingStore(memory);
        string water, soap;
        await using (var world = await World.StartAsync(new StoreUnderTest(first, first.Offers, first, first, first), stage: stage))
        {
            world.LeavesAllBehind = true;
            var said = 0;
            fake.Homeserver.Faults.Next(int.MaxValue, r => Dies(r, ref said), new HttpFault.Cut(AfterActing: true));
            water = await fake.SayAsync("ana", stage.Room, "!need water");
            soap = await fake.SayAsync("bo", stage.Room, "!need soap");
            await fake.Homeserver.UntilAsync(() => first.IsDead, "its death", Patience);
        }

        fake.Homeserver.Faults.ReleaseAll();
        await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage);
        await AnsweredAsync(fake, stage, "ana", water);
        await AnsweredAsync(fake, stage, "bo", soap);
        await next.SettleAsync();
        await QuietAsync(fake, stage);
        foreach (var what in new[] { "water", "soap" })
            Assert.Single(await fake.ReadAsync("cruz", stage.Room), m => IsOfBot(m, stage) && m.Body.Contains(what + "\n", StringComparison.Ordinal));
        Assert.Single(await fake.ReadAsync("ana", stage.DirectOf("ana")), m => MatrixReader.NoteOf(m, "cause") == water);
        Assert.Single(await fake.ReadAsync("bo", stage.DirectOf("bo")), m => MatrixReader.NoteOf(m, "cause") == soap);

        bool Dies(RequestSeen request, ref int said)
        {
            if (first.IsDead) return request.User == stage.BotUser;
            if (request.User != stage.BotUser || !request.IsWriting || Interlocked.Increment(ref said) < moment) return false;
            first.Die();
            return true;
        }
    }

    [Fact]
    public async Task A_homeserver_that_goes_away_and_comes_back_has_every_command_answered_once()
    {
        await using var room = await RoomAsync();
        var fake = Fake(room);
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        await fake.GoAwayAsync();
        // People's own servers take what they say meanwhile.
        var soap = await room.SaysAsync("bo", "!need soap");
        await room.SaysAsync("cruz", "!claim 1");
        await fake.ComeBackAsync();
        await room.CardAsync("soap");
        await room.CardAsync("Cruz: 1");
        await AnsweredAsync(room.People, room.Stage, "bo", soap);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_ended_is_begun_anew_with_the_password_as_the_same_device(bool soft)
    {
        await using var room = await RoomAsync();
        Fake(room).InvalidateTokens(room.Stage.BotUser, soft);
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
    }

    [Fact]
    public async Task Under_a_rate_limit_fifty_needs_are_all_shown_and_nothing_is_sent_before_it_is_allowed()
    {
        await using var room = await RoomAsync();
        await room.World.Dani.TypesAsync("/settings setting: needs-an-hour value: 1000");
        await room.World.Dani.TypesAsync("/settings setting: open-needs value: 1000");
        Fake(room).RateLimit = new RateLimit(10, 2) { Exempt = new HashSet<string>(new[] { "ana", "bo", "cruz", "dani" }.Select(room.Stage.UserOf)) };
        for (var i = 0; i < 50; i++) await room.SaysAsync(i % 2 == 0 ? "ana" : "bo", $"!need thing {i}.");
        for (var i = 0; i < 50; i++) await room.CardAsync($"thing {i}.");
        Assert.Empty(Fake(room).TooEarly);
    }

    [Fact]
    public async Task What_was_said_before_the_bot_came_is_not_acted_on()
    {
        var people = await FakePeople.StartAsync(network);
        var stage = await MatrixStage.StartAsync(people);
        stage.Network = network;
        await people.SayAsync("ana", stage.Room, "!need something long ago");
        await using var room = new PublicRoom(await World.StartAsync(stage: stage), stage);
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        Assert.DoesNotContain(await people.ReadAsync("ana", stage.Room), m => IsOfBot(m, stage) && m.Body.Contains("long ago", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_homeserver_forgot_how_far_the_bot_had_come_it_begins_anew_and_repeats_nothing()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        Fake(room).ForgetSyncTokens();
        await Fake(room).UntilAsync(() => room.World.Log.Lines.Any(l => l.Contains("does not know any more", StringComparison.Ordinal)), "a new beginning", Patience);
        await Fake(room).UntilAsync(() => Fake(room).Requests.All.Count > 0, "a sync", Patience);
        await room.SaysAsync("ana", "!need soap");
        await room.CardAsync("soap");
        Assert.Single(await room.People.ReadAsync("ana", room.Stage.Room), m => IsOfBot(m, room.Stage) && m.Body.Contains("water", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_can_not_be_reached_in_private_is_told_how_to_and_nothing_else_in_public()
    {
        await using var room = await RoomAsync();
        var people = (FakePeople)room.People;
        var eve = await people.ArriveAsync("eve", "Eve");
        await people.InviteAsync("founder", room.Stage.Room, eve);
        Fake(room).RefuseInvites(eve);
        var asked = await room.SaysAsync("eve", "!need water details: Rose Street 5");
        await room.CardAsync("#1 water");
        var told = await room.SeenAsync("ana", room.Stage.Room, m => m.Thread == asked);
        Assert.Contains("only in private", told.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(await people.ReadAsync("ana", room.Stage.Room), m => IsOfBot(m, room.Stage) && m.Body.Contains("Rose", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_direct_room_into_which_somebody_else_came_is_private_no_more()
    {
        await using var room = await RoomAsync();
        await room.World.Ana.TypesAsync("/need water details: Rose Street 5");
        var card = await room.CardAsync("#1 water");
        await room.People.InviteAsync("bo", room.Stage.DirectOf("bo"), room.Stage.UserOf("cruz"));
        await room.People.SayAsync("bo", room.Stage.Room, "I can help", replyTo: card.Id);
        await room.CardAsync("Bo: 1");
        await room.World.SettleAsync();
        await QuietAsync(room.People, room.Stage);
        Assert.DoesNotContain(await room.People.ReadAsync("cruz", room.Stage.DirectOf("bo")), m => m.Body.Contains("You are on", StringComparison.Ordinal));
        Assert.DoesNotContain("Rose", await room.Stage.ReadsAsync("cruz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_left_the_group_has_no_part_in_it_any_more()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        Assert.Contains("#1 water", (await room.World.Cruz.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
        await room.People.LeaveAsync("cruz", room.Stage.Room);
        Assert.Contains("share no room", (await room.World.Cruz.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_from_a_stranger_is_refused_where_the_configuration_names_who_may()
    {
        await using var room = await RoomAsync(("Matrix:Inviters", "@founder:*, @ana:*, @bo:*, @cruz:*, @dani:*"));
        var people = (FakePeople)room.People;
        await people.ArriveAsync("mallory", "Mallory");
        var lure = await people.CreateRoomAsync("mallory", new RoomWanted("Lure", [room.Stage.BotUser]));
        await Fake(room).UntilAsync(() => Fake(room).World.FindRoom(lure)!.MembershipOf(room.Stage.BotUser) == "leave", "a refusal", Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sent_away_from_the_room_it_is_silent_and_invited_again_it_goes_on(bool banned)
    {
        await using var room = await RoomAsync();
        var people = (FakePeople)room.People;
        await room.SaysAsync("ana", "!need water");
        var card = await room.CardAsync("#1 water");
        if (banned) await people.BanAsync("founder", room.Stage.Room, room.Stage.BotUser);
        else await people.KickAsync("founder", room.Stage.Room, room.Stage.BotUser);
        Assert.Contains("share no room", (await room.World.Bo.TypesAsync("/claim 1")).Text, StringComparison.Ordinal);
        if (banned) await people.CallAsync("founder", HttpMethod.Post, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room.Stage.Room)}/unban", new JsonObject { ["user_id"] = room.Stage.BotUser });
        await people.InviteAsync("founder", room.Stage.Room, room.Stage.BotUser);
        await Fake(room).UntilAsync(() => Fake(room).World.FindRoom(room.Stage.Room)!.MembershipOf(room.Stage.BotUser) == "join", "its return", Patience);
        await room.SaysAsync("bo", "!claim 1");
        await room.CardAsync("Bo: 1", m => m.Id == card.Id);
    }

    [Fact]
    public async Task A_member_named_like_markup_is_shown_as_that_name()
    {
        await using var room = await RoomAsync();
        var people = (FakePeople)room.People;
        var eve = await people.ArriveAsync("eve", "<script>alert(1)</script> \u202Eeve");
        await people.InviteAsync("founder", room.Stage.Room, eve);
        await room.SaysAsync("eve", "!need <img src=x onerror=alert(1)> & \"soap\"");
        var card = await room.CardAsync("soap");
        Assert.DoesNotContain("<script", card.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", card.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", card.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;soap&quot;", card.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_members_are_no_burden()
    {
        await using var room = await RoomAsync();
        Fake(room).AddMembers(room.Stage.Room, 10_000);
        var before = Fake(room).Requests.All.Count;
        await room.SaysAsync("ana", "!need water");
        var card = await room.CardAsync("#1 water");
        await room.People.ReactAsync("bo", room.Stage.Room, card.Id, "✋");
        await room.CardAsync("Bo: 1");
        Assert.DoesNotContain(Fake(room).Requests.All.Skip(before), r => r.User == room.Stage.BotUser && r.Route.EndsWith("members", StringComparison.Ordinal) && r.Seen.Path.Contains(Uri.EscapeDataString(room.Stage.Room), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_that_are_no_events_are_passed_over()
    {
        await using var room = await RoomAsync();
        string[] raw =
        [
            """{"type":"m.room.message","sender":null,"content":{"msgtype":"m.text","body":"!need x"}}""",
            """{"type":5,"sender":"@ana:fake.test","content":{}}""",
            """{"type":"m.room.message","sender":"@ana:fake.test"}""",
            """{"type":"m.room.message","sender":"@ana:fake.test","content":[]}""",
            """{"type":"m.room.member","state_key":"@nobody:fake.test","sender":"@ana:fake.test","content":{"membership":7,"displayname":{}}}""",
            """{"type":"m.room.redaction","sender":"@ana:fake.test","content":{"redacts":5}}""",
            """{"type":"m.room.tombstone","state_key":"","sender":"@ana:fake.test","content":{"replacement_room":{}}}""",
        ];
        foreach (var e in raw) Fake(room).Inject(room.Stage.Room, JsonNode.Parse(e)!.AsObject());
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
    }

    [Fact]
    public async Task The_log_says_nothing_of_anybody()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water details: Rose Street 5");
        var card = await room.CardAsync("#1 water");
        Fake(room).Faults.Next(5, r => r.IsWriting, new HttpFault.Answer(502));
        await room.People.SayAsync("bo", room.Stage.Room, "I can help", replyTo: card.Id);
        await room.CardAsync("Bo: 1");
        var log = string.Join('\n', room.World.Log.Lines);
        foreach (var secret in new[] { "water", "Rose", "@ana", "@bo", room.Stage.Room, card.Id, "Ana" }) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    public static TheoryData<int> Moments() => [.. Enumerable.Range(1, 20).Select(n => ((n - 1) % 6) + 1)];

    private static FakeHomeserver Fake(PublicRoom room) => ((FakePeople)room.People).Homeserver;

    private static bool IsOfBot(SeenMessage message, MatrixStage stage) => message.Sender == stage.BotUser && !message.Redacted;

    private static async Task AnsweredAsync(IMatrixPeople people, MatrixStage stage, string person, string cause) =>
        await new MatrixReader(people).UntilAsync(person, stage.DirectOf(person), m => MatrixReader.NoteOf(m, "cause") == cause, "an answer");

    /// <summary>Nothing more is said for a while.</summary>
    private static async Task QuietAsync(IMatrixPeople people, MatrixStage stage)
    {
        var before = -1;
        for (var same = 0; same < 20;)
        {
            var now = (await people.ReadAsync("founder", stage.Room)).Count;
            same = now == before ? same + 1 : 0;
            before = now;
            await Briefly.PauseAsync();
        }
    }

    private async Task<PublicRoom> RoomAsync(params (string Key, string? Value)[] settings)
    {
        var stage = await MatrixStage.StartAsync(await FakePeople.StartAsync(network));
        stage.Network = network;
        return new PublicRoom(await World.StartAsync(settings: settings.ToDictionary(s => s.Key, s => s.Value), stage: stage), stage);
    }
}
