using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord;

/// <summary>Where cards and introductions are, and what happens to them.</summary>
public sealed class CardTests
{
    [Fact]
    public async Task The_two_sides_find_themselves_in_a_private_thread_which_ends_when_one_gives_it_back_or_the_need_is_closed()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries details: Rose Street 5");
        await world.Bo.PressesAsync("I can help", 1);
        await world.SettleAsync();
        var thread = Assert.Single(stage.Needs.Threads);
        Assert.Equal(ChannelType.PrivateThread, thread.Type);
        Assert.Equal(Ids(stage, "ana", "bo"), People(thread, stage));
        Assert.Contains("Rose Street 5", Assert.Single(thread.Messages).TextOf(), StringComparison.Ordinal);

        await world.Bo.PressesAsync("Release", 1);
        await world.Cruz.PressesAsync("I can help", 1);
        await world.SettleAsync();
        Assert.True(thread is { IsArchived: true, IsLocked: true });
        Assert.Equal(Ids(stage, "ana"), People(thread, stage));
        var second = Assert.Single(stage.Needs.Threads, t => t != thread);
        Assert.Equal(Ids(stage, "ana", "cruz"), People(second, stage));
        Assert.False(second.IsArchived);

        await world.Ana.TypesAsync("/done 1");
        await world.SettleAsync();
        Assert.True(second is { IsArchived: true, IsLocked: true });
        Assert.Equal(2, stage.Needs.Threads.Count);
        Assert.All(stage.Needs.Threads, t => Assert.DoesNotContain("Rose", Assert.Single(t.Messages).TextOf(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_no_thread_can_be_had_each_side_is_told_directly()
    {
        await using var world = await ToldDirectlyAsync();
        var stage = (DiscordStage)world.Stage;
        Assert.Contains("Rose Street 5", Assert.Single(stage.Person("bo").DirectMessages).TextOf(), StringComparison.Ordinal);
        var told = Assert.Single(stage.Person("ana").DirectMessages);
        Assert.Contains($"<@{stage.Person("bo").Id}>", told.TextOf(), StringComparison.Ordinal);
        Assert.DoesNotContain("Rose", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        // A button there tells which server it is about.
        await stage.AnsweredAsync("bo", await stage.Fake.PressAsync(stage.Person("bo"), stage.Person("bo").DirectMessages[0], "Release"));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Who_left_the_server_does_nothing_by_a_button_in_a_direct_message_and_learns_nothing()
    {
        await using var world = await ToldDirectlyAsync();
        var stage = (DiscordStage)world.Stage;
        var (bo, word) = (stage.Person("bo"), stage.Person("bo").DirectMessages[0]);
        stage.Guild.Leave(bo);
        var answer = await (await stage.Fake.PressAsync(bo, word, "Done")).MessageAsync();
        Assert.Contains("You are not in that group any more", answer.TextOf(), StringComparison.Ordinal);
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Who_has_closed_direct_messages_is_told_below_what_they_pressed_for_their_eyes_only()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Needs.Deny(stage.Fake.Bot, Rights.CreatePrivateThreads);
        stage.Person("bo").DmsClosed = true;
        await world.Ana.TypesAsync("/need Groceries details: Rose Street 5");
        var interaction = await stage.Fake.SlashAsync(stage.Person("bo"), stage.Needs, "claim", ("number", "1"));
        await interaction.MessageAsync();
        await world.SettleAsync();
        var told = interaction.Messages[^1];
        Assert.True(told.IsEphemeral);
        Assert.Contains("could not send you a direct message", told.TextOf(), StringComparison.Ordinal);
        Assert.Contains("Rose Street 5", told.TextOf(), StringComparison.Ordinal);
        Assert.Empty(stage.Person("bo").DirectMessages);
        Assert.DoesNotContain("Rose", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_does_not_wait_for_a_digest_that_waits_for_Discord()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(TimeSpan.FromHours(22));
        var card = stage.Needs.Messages[0];
        stage.Fake.Faults.Next(1, "POST /channels/{channel_id}/messages", new RestFault.Hang(AfterActing: true));
        var digest = world.SleepAsync(TimeSpan.FromHours(1));
        await stage.Fake.UntilAsync(() => stage.Needs.Messages.Any(m => m.TextOf().Contains("unmet", StringComparison.Ordinal)), "a digest");
        await stage.AnsweredAsync("bo", await stage.Fake.PressAsync(stage.Person("bo"), card, "I can help"));
        // Less than the bot waits for an answer of Discord's.
        await stage.Fake.UntilAsync(() => card.TextOf().Contains("1 of 1 covered", StringComparison.Ordinal), "the claim on the card", TimeSpan.FromSeconds(10));
        Assert.False(digest.IsCompleted);
        stage.Fake.Faults.ReleaseAll();
        await digest;
    }

    [Fact]
    public async Task A_need_that_is_asked_while_the_digest_is_on_its_way_stands_in_it_and_the_digest_is_posted_once()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(TimeSpan.FromHours(22));
        stage.Fake.Requests.Clear();
        stage.Fake.Faults.Next(1, "POST /channels/{channel_id}/messages", new RestFault.Hang(AfterActing: true));
        var digest = world.SleepAsync(TimeSpan.FromHours(1));
        await stage.Fake.UntilAsync(() => stage.Needs.Messages.Any(m => m.TextOf().Contains("unmet", StringComparison.Ordinal)), "a digest");
        await world.Ana.TypesAsync("/need Firewood");
        stage.Fake.Faults.ReleaseAll();
        await digest;
        await world.SettleAsync();
        Assert.Contains("Firewood", Assert.Single(stage.Needs.Messages, m => m.TextOf().Contains("unmet", StringComparison.Ordinal)).TextOf(), StringComparison.Ordinal);
        Assert.Single(stage.Fake.Requests.Of("POST /channels/{channel_id}/messages"), r => r.Body!.ToJsonString().Contains("unmet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_card_is_noticed_when_it_next_changes_and_shown_again()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries");
        await world.SettleAsync();
        await DeleteAsync(stage, stage.Needs.Messages[0]);
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        Assert.Contains("covered", Assert.Single(stage.Needs.Messages).TextOf(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_card_is_noticed_when_its_need_is_brought_back()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries");
        await world.SettleAsync();
        await DeleteAsync(stage, stage.Needs.Messages[0]);
        await world.AdvanceAsync(TimeSpan.FromHours(5));
        Assert.Equal(2, stage.Needs.Messages.Count);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task The_cards_of_a_deleted_channel_move_to_where_the_groups_cards_go()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/needs");
        var other = stage.Guild.AddChannel("other");
        await stage.AnsweredAsync("ana", await stage.Fake.SlashAsync(stage.Person("ana"), other, "need", ("what", "Groceries")));
        await world.SettleAsync();
        Assert.Single(other.Messages);
        other.Delete();
        await stage.Fake.UntilAsync(() => stage.Needs.Messages.Count == 1, "the card in its new place");
        await world.SettleAsync();
        Assert.Equal("open", (await world.CardAsync(1)).Status);
        await world.Bo.PressesAsync("I can help", 1);
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task What_the_bot_may_not_do_in_a_channel_is_told_by_name_to_who_asks_there()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Needs.Deny(stage.Fake.Bot, Rights.SendMessages);
        var reply = await world.Ana.TypesAsync("/need Groceries");
        Assert.Contains("#1 is posted", reply.Text, StringComparison.Ordinal);
        Assert.Contains($"Missing in <#{stage.Needs.Id}>: Send Messages.", reply.Text, StringComparison.Ordinal);
        Assert.Contains("Enviar mensajes", (await world.Ana.Speaking("es-MX").TypesAsync("/needs")).Text, StringComparison.Ordinal);
        await world.SettleAsync();
        stage.Needs.Allow(stage.Fake.Bot, Rights.SendMessages);
        // The next change shows it after all.
        await world.Bo.TypesAsync("/claim 1");
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Settings_say_what_is_missing_where_the_cards_go()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Dani.TypesAsync("/settings setting: cards value: here");
        var other = stage.Guild.AddChannel("other");
        stage.Needs.Deny(stage.Fake.Bot, Rights.CreatePrivateThreads);
        var interaction = await stage.Fake.SlashAsync(stage.Person("ana"), other, "settings");
        var reply = await stage.AnsweredAsync("ana", interaction);
        Assert.Contains($"Missing in <#{stage.Needs.Id}>: Create Private Threads.", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_invites_the_bot_is_told_what_to_do_first_and_what_is_missing()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var guild = stage.Fake.AddGuild("Elsewhere", withBot: false);
        var inviter = guild.AddMember("Ida");
        guild.AddBot(Rights.ViewChannel | Rights.ViewAuditLog, inviter);
        guild.Everyone.Rights &= ~Rights.SendMessages;
        await stage.Fake.UntilAsync(() => inviter.DirectMessages.Count == 1, "a welcome");
        Assert.Contains("/need", inviter.DirectMessages[0].TextOf(), StringComparison.Ordinal);
        Assert.Empty(guild.Owner.DirectMessages);
        // An outage that ends is no invitation.
        guild.SetUnavailable(true);
        guild.SetUnavailable(false);
        await world.Ana.TypesAsync("/needs");
        Assert.Single(inviter.DirectMessages);
    }

    [Theory]
    [InlineData("POST /channels/{channel_id}/messages")]
    [InlineData("PATCH /channels/{channel_id}/messages/{message_id}")]
    public async Task Errors_of_the_network_and_of_discord_lose_no_card_and_post_none_twice(string route)
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        foreach (var fault in new RestFault[]
        {
            new RestFault.Answer(502, "<html>Bad Gateway</html>"), new RestFault.Answer(500, ""), new RestFault.Reset(AfterActing: true), new RestFault.Reset(AfterActing: false),
            new RestFault.TooManyRequests(TimeSpan.FromSeconds(0.2), "shared"), new RestFault.TooManyRequests(TimeSpan.FromSeconds(0.2), "user"),
        })
        {
            stage.Fake.Faults.Next(1, route, fault);
        }

        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        for (var i = 0; i < 5 && (await world.NeedAsync(1)).KeepAt is not null; i++) await world.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
        Assert.Single(stage.Needs.Messages);
    }

    private static async Task DeleteAsync(DiscordStage stage, FakeMessage message)
    {
        lock (stage.Fake.Sync)
        {
            message.IsDeleted = true;
            message.Channel.Drop(message);
        }

        await stage.Fake.UntilAsync(() => !stage.Needs.Messages.Contains(message), "the deletion");
    }

    private static List<ulong> Ids(DiscordStage stage, params string[] people) => [.. people.Select(p => stage.Person(p).Id).Order()];

    private static List<ulong> People(FakeChannel thread, DiscordStage stage) => [.. thread.ThreadMembers.Where(m => m != stage.Fake.Bot.Id).Order()];

    /// <summary>Bo is on Ana's need, and each was told in a direct message, because no thread can be had.</summary>
    private static async Task<World> ToldDirectlyAsync()
    {
        var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Needs.Deny(stage.Fake.Bot, Rights.CreatePrivateThreads);
        await world.Ana.TypesAsync("/need Groceries details: Rose Street 5");
        await world.Bo.PressesAsync("I can help", 1);
        await world.SettleAsync();
        return world;
    }
}
