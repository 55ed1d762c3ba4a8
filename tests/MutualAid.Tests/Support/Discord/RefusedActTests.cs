using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord does not let a bot do: wrong rights, wrong times, wrong order, too often.</summary>
public sealed class RefusedActTests
{
    private const string Say = """{"type":4,"data":{"content":"x"}}""";
    private const string Hello = """{"content":"x"}""";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Without_a_valid_token_nothing_is_answered()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        Assert.Equal(200, (await bot.GetAsync("/users/@me")).Status);
        fake.Token = null;
        Assert.Equal(401, (await bot.GetAsync("/users/@me")).Status);
    }

    [Theory]
    [InlineData("curl/8.0")]
    [InlineData("DiscordBot")]
    [InlineData("DiscordBot (MutualAid, 1.0)")]
    public async Task A_user_agent_of_another_form_is_refused(string agent)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        bot.Headers.Remove("User-Agent");
        bot.Headers.TryAddWithoutValidation("User-Agent", agent);
        Assert.Equal((403, 40333), Outcome(await bot.GetAsync("/users/@me")));
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_or_of_no_type_is_refused()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        Assert.Equal((400, 50109), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", "{")));
        using var plain = new StringContent(Hello);
        Assert.Equal((400, 50035), Outcome(await bot.SendAsync(HttpMethod.Post, $"/channels/{channel.Id}/messages", plain)));
    }

    [Fact]
    public async Task Rights_are_those_of_the_channel_and_a_thread_has_its_parents()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        var channel = guild.AddChannel("needs");
        var thread = (string)(await bot.PostAsync($"/channels/{channel.Id}/threads", """{"name":"t","type":11}""")).Json!["id"]!;
        channel.Deny(guild.BotRole!, Rights.SendMessages);
        Assert.Equal((403, 50013), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", Hello)));
        Assert.Equal(200, (await bot.PostAsync($"/channels/{thread}/messages", Hello)).Status);
        channel.Deny(guild.BotRole!, Rights.ViewChannel);
        Assert.Equal((403, 50001), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", Hello)));
        Assert.Equal((403, 50001), Outcome(await bot.PostAsync($"/channels/{thread}/messages", Hello)));
        channel.Allow(fake.Bot, Rights.ViewChannel | Rights.SendMessages);
        Assert.Equal(200, (await bot.PostAsync($"/channels/{channel.Id}/messages", Hello)).Status);
        guild.RemoveBot();
        Assert.Equal((403, 50001), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", Hello)));
        channel.Delete();
        Assert.Equal((404, 10003), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", Hello)));
    }

    [Fact]
    public async Task Only_own_messages_can_be_edited_and_gone_ones_are_unknown()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        var channel = guild.AddChannel("needs");
        var theirs = channel.Post(guild.AddMember("Ana"), "hi");
        Assert.Equal((403, 50005), Outcome(await bot.PatchAsync($"/channels/{channel.Id}/messages/{theirs.Id}", Hello)));
        theirs.Delete();
        Assert.Equal((404, 10008), Outcome(await bot.PatchAsync($"/channels/{channel.Id}/messages/{theirs.Id}", Hello)));
        Assert.Equal((404, 10008), Outcome(await bot.DeleteAsync($"/channels/{channel.Id}/messages/{theirs.Id}")));
    }

    [Fact]
    public async Task Old_messages_can_be_edited_only_so_often()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        fake.OldEdits = new OldEditLimit(1, TimeSpan.FromMinutes(1));
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        await bot.PostAsync($"/channels/{channel.Id}/messages", Hello);
        var path = $"/channels/{channel.Id}/messages/{channel.Messages[0].Id}";
        Assert.Equal(200, (await bot.PatchAsync(path, Hello)).Status);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(200, (await bot.PatchAsync(path, Hello)).Status);
        Assert.Equal((429, 30046), Outcome(await bot.PatchAsync(path, Hello)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await bot.PatchAsync(path, Hello)).Status);
    }

    [Fact]
    public async Task Whoever_takes_no_direct_messages_gets_none()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        var ana = guild.AddMember("Ana");
        var direct = (string)(await bot.PostAsync("/users/@me/channels", $$"""{"recipient_id":"{{ana.Id}}"}""")).Json!["id"]!;
        Assert.Equal(200, (await bot.PostAsync($"/channels/{direct}/messages", Hello)).Status);
        ana.DmsClosed = true;
        Assert.Equal((403, 50007), Outcome(await bot.PostAsync($"/channels/{direct}/messages", Hello)));
        ana.DmsClosed = false;
        guild.Leave(ana);
        Assert.Equal((403, 50278), Outcome(await bot.PostAsync($"/channels/{direct}/messages", Hello)));
    }

    [Fact]
    public async Task An_archived_thread_takes_no_edit_but_a_message_opens_it_unless_it_is_locked()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        await bot.PostAsync($"/channels/{channel.Id}/messages", Hello);
        var root = channel.Messages[0].Id;
        Assert.Equal(201, (await bot.PostAsync($"/channels/{channel.Id}/messages/{root}/threads", """{"name":"t"}""")).Status);
        Assert.Equal((400, 160004), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages/{root}/threads", """{"name":"t"}""")));
        await bot.PostAsync($"/channels/{root}/messages", Hello);
        var inside = $"/channels/{root}/messages/{channel.Threads[0].Messages[0].Id}";
        await bot.PatchAsync($"/channels/{root}", """{"archived":true}""");
        Assert.Equal((400, 50083), Outcome(await bot.PatchAsync(inside, Hello)));
        Assert.Equal(200, (await bot.PostAsync($"/channels/{root}/messages", Hello)).Status);
        Assert.False(channel.Threads[0].IsArchived);
        await bot.PatchAsync($"/channels/{root}", """{"archived":true,"locked":true}""");
        Assert.Equal((400, 160005), Outcome(await bot.PostAsync($"/channels/{root}/messages", Hello)));
    }

    [Fact]
    public async Task An_interaction_is_answered_once_and_within_three_seconds()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        var (channel, ana) = await CommandAsync(fake, bot);
        var asked = await fake.SlashAsync(ana, channel, "need");
        Assert.Equal((404, 10015), Outcome(await bot.PatchAsync(bot.Webhook(asked) + "/messages/@original", Hello)));
        Assert.Equal(204, (await bot.AnswerAsync(asked, Say)).Status);
        Assert.Equal((400, 40060), Outcome(await bot.AnswerAsync(asked, Say)));
        var late = await fake.SlashAsync(ana, channel, "need");
        time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal((404, 10062), Outcome(await bot.AnswerAsync(late, Say)));
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal((401, 50027), Outcome(await bot.PatchAsync(bot.Webhook(asked) + "/messages/@original", Hello)));
    }

    [Fact]
    public async Task A_form_answers_no_form_and_nothing_that_was_answered()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        var (channel, ana) = await CommandAsync(fake, bot);
        const string Modal = """{"type":9,"data":{"custom_id":"m","title":"T","components":[{"type":18,"label":"Why","component":{"type":4,"custom_id":"why","style":1}}]}}""";
        var asked = await fake.SlashAsync(ana, channel, "need");
        Assert.Equal((400, 50035), Outcome(await bot.AnswerAsync(asked, """{"type":6}""")));
        Assert.Equal(204, (await bot.AnswerAsync(asked, Modal)).Status);
        await Assert.ThrowsAsync<InvalidOperationException>(() => fake.SubmitModalAsync(ana, asked.Modal!));
        var sent = await fake.SubmitModalAsync(ana, asked.Modal!, ("Why", "so"));
        Assert.Equal((400, 50035), Outcome(await bot.AnswerAsync(sent, Modal)));
        var slow = await fake.SlashAsync(ana, channel, "need");
        Assert.Equal(204, (await bot.AnswerAsync(slow, """{"type":5}""")).Status);
        Assert.Equal((400, 40060), Outcome(await bot.AnswerAsync(slow, Modal)));
    }

    [Fact]
    public async Task What_only_one_person_sees_is_not_in_the_channel()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var (channel, ana) = await CommandAsync(fake, bot);
        var asked = await fake.SlashAsync(ana, channel, "need");
        await bot.AnswerAsync(asked, """{"type":5,"data":{"flags":64}}""");
        var shown = Assert.Single(asked.Messages);
        Assert.True(shown is { IsLoading: true, IsEphemeral: true });
        Assert.Equal(200, (await bot.PatchAsync(bot.Webhook(asked) + "/messages/@original", """{"content":"secret"}""")).Status);
        Assert.False(shown.IsLoading);
        Assert.Equal((404, 10008), Outcome(await bot.PatchAsync($"/channels/{channel.Id}/messages/{shown.Id}", Hello)));
        Assert.Contains("secret", ana.Reads(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", channel.Guild!.Owner.Reads(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_allowed_mentions_rings_everybody_it_names()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        var channel = guild.AddChannel("needs");
        var (ana, role) = (guild.AddMember("Ana"), guild.AddRole("Drivers", mentionable: true));
        var text = $"{ana.Mention} <@&{role.Id}> @everyone";
        await bot.PostAsync($"/channels/{channel.Id}/messages", $$"""{"content":"{{text}}"}""");
        await bot.PostAsync($"/channels/{channel.Id}/messages", $$$"""{"content":"{{{text}}}","allowed_mentions":{"parse":[]}}""");
        guild.BotRole!.Rights |= Rights.MentionEveryone;
        await bot.PostAsync($"/channels/{channel.Id}/messages", $$"""{"content":"{{text}}"}""");
        Assert.Equivalent(new Pinged([ana.Id], [role.Id], Everyone: false), channel.Messages[0].Pinged);
        Assert.True(channel.Messages[1].Pinged.IsNobody);
        Assert.True(channel.Messages[2].Pinged.Everyone);
    }

    [Fact]
    public async Task A_repeated_nonce_makes_no_second_message()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        for (var i = 0; i < 2; i++) await bot.PostAsync($"/channels/{channel.Id}/messages", """{"content":"x","nonce":"n1","enforce_nonce":true}""");
        Assert.Single(channel.Messages);
        time.Advance(TimeSpan.FromMinutes(6));
        await bot.PostAsync($"/channels/{channel.Id}/messages", """{"content":"x","nonce":"n1","enforce_nonce":true}""");
        Assert.Equal(2, channel.Messages.Count);
    }

    [Fact]
    public async Task Too_many_requests_are_told_how_long_to_wait()
    {
        await using var fake = await FakeDiscord.StartAsync(time);
        fake.Limits.Set("POST /channels/{channel_id}/messages", 2, TimeSpan.FromSeconds(5));
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        var (one, two) = (guild.AddChannel("one"), guild.AddChannel("two"));
        await bot.PostAsync($"/channels/{one.Id}/messages", Hello);
        Assert.Equal("0", (await bot.PostAsync($"/channels/{one.Id}/messages", Hello)).Headers.GetValues("X-RateLimit-Remaining").Single());
        var refused = await bot.PostAsync($"/channels/{one.Id}/messages", Hello);
        Assert.Equal(429, refused.Status);
        Assert.Equal(5.0, (double)refused.Json!["retry_after"]!);
        Assert.Equal("user", refused.Headers.GetValues("X-RateLimit-Scope").Single());
        Assert.Equal(200, (await bot.PostAsync($"/channels/{two.Id}/messages", Hello)).Status);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await bot.PostAsync($"/channels/{one.Id}/messages", Hello)).Status);
        fake.Limits.GlobalPerSecond = 1;
        await bot.GetAsync("/users/@me");
        Assert.True((bool)(await bot.GetAsync("/users/@me")).Json!["global"]!);
    }

    [Theory]
    [InlineData("thumbsup")]
    [InlineData("%25F0%259F%2591%258D")]
    public async Task Only_an_emoji_can_be_a_reaction(string emoji)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        await bot.PostAsync($"/channels/{channel.Id}/messages", Hello);
        var path = $"/channels/{channel.Id}/messages/{channel.Messages[0].Id}/reactions/";
        Assert.Equal((400, 10014), Outcome(await bot.PutAsync(path + emoji + "/@me")));
        Assert.Equal(204, (await bot.PutAsync(path + Uri.EscapeDataString("👍") + "/@me")).Status);
    }

    [Fact]
    public async Task A_request_that_was_cut_off_may_have_been_carried_out()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        fake.Faults.Next(1, "POST /channels/{channel_id}/messages", new RestFault.Reset(AfterActing: true));
        await Assert.ThrowsAsync<HttpRequestException>(() => bot.PostAsync($"/channels/{channel.Id}/messages", Hello));
        Assert.Single(channel.Messages);
        fake.Faults.Next(1, new RestFault.Answer(502, "<html>"));
        Assert.Equal(502, (await bot.GetAsync("/users/@me")).Status);
        Assert.Equal(200, (await bot.GetAsync("/users/@me")).Status);
    }

    private static async Task<(FakeChannel Channel, FakeUser Ana)> CommandAsync(FakeDiscord fake, WireClient bot)
    {
        var guild = fake.AddGuild();
        await bot.PutAsync($"/applications/{fake.Bot.Id}/commands", """[{"name":"need","description":"x"}]""");
        return (guild.AddChannel("needs"), guild.AddMember("Ana"));
    }

    private static (int Status, int Code) Outcome(WireAnswer answer) => (answer.Status, answer.Code);
}
