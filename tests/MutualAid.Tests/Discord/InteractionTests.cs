using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord;

/// <summary>How interactions are answered, whatever the handler and the network do.</summary>
public sealed class InteractionTests
{
    [Fact]
    public async Task What_takes_long_is_announced_in_time_and_filled_in_after()
    {
        var store = new MemoryStore();
        await using var world = await World.StartAsync(StoreUnderTest.On(store), stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var ready = new TaskCompletionSource();
        store.Ready = ready.Task;
        var interaction = await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "need", ("what", "Groceries"));
        var first = await interaction.Response;
        Assert.Equal(5, first.Type);
        ready.SetResult();
        Assert.Contains("#1 is posted", (await stage.AnsweredAsync("ana", interaction)).Text, StringComparison.Ordinal);
        Assert.True(interaction.Messages.Single().IsEphemeral);
    }

    [Fact]
    public async Task A_form_that_comes_too_late_is_shown_as_text_with_a_button_that_opens_it()
    {
        var store = new MemoryStore();
        await using var world = await World.StartAsync(StoreUnderTest.On(store), stage: await DiscordStage.StartAsync());
        await world.Ana.TypesAsync("/need Groceries details: door `4711` @everyone");
        var stage = (DiscordStage)world.Stage;
        var ready = new TaskCompletionSource();
        store.Ready = ready.Task;
        var interaction = await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "edit", ("number", "1"));
        Assert.Equal(5, (await interaction.Response).Type);
        ready.SetResult();
        var shown = await stage.AnsweredAsync("ana", interaction);
        var form = (await world.Ana.PressesAsync(Assert.Single(shown.Reply.Actions))).Form;
        Assert.Equal("door `4711` @everyone", form.Fields.Single(f => f.Name == "details").Value);
    }

    [Fact]
    public async Task A_form_that_is_refused_gives_everything_back_and_one_tap_opens_it_again()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var form = (await world.Ana.TypesAsync("/need")).Form;
        var refused = await world.Ana.SubmitsAsync(form, ("what", "Groceries"), ("when", "the day after never"), ("details", "Rose Street 5, `back` door"));
        Assert.Contains("the day after never", refused.Text, StringComparison.Ordinal);
        var again = (await world.Ana.PressesAsync(Assert.Single(refused.Reply.Actions))).Form;
        Assert.Equal("Rose Street 5, `back` door", again.Fields.Single(f => f.Name == "details").Value);
        Assert.Contains("#1 is posted", (await world.Ana.SubmitsAsync(again, ("what", "Groceries"), ("when", "friday 18:00"), ("details", "Rose Street 5"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_interaction_twice_acts_once()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Fake.Faults.DuplicateNext = 1;
        await world.Ana.TypesAsync("/need Groceries");
        await world.SettleAsync();
        Assert.Single(await world.Needs.OpenInAsync(stage.Group, CancellationToken.None));
        Assert.Single(stage.Needs.Messages);
    }

    [Fact]
    public async Task What_is_typed_while_the_connection_is_down_is_answered_when_it_stands_again()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Fake.Gateway.DropAll();
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
        Assert.Equal(1, stage.Fake.Gateway.Resumes);
        Assert.Equal(1, stage.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task What_was_reported_as_failed_does_not_happen_after_all()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        (stage.Fake.Faults.HoldEvents, stage.Fake.AnswerWithin) = (true, TimeSpan.FromSeconds(3));
        var lost = await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "need", ("what", "Lost"));
        while (stage.Fake.Time.GetUtcNow() - lost.Created < TimeSpan.FromSeconds(3.2)) await Briefly.PauseAsync();
        stage.Fake.Gateway.Flush();
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
        Assert.False(lost.IsAnswered);
        Assert.Equal("Groceries", Assert.Single(await world.Needs.OpenInAsync(stage.Group, CancellationToken.None)).What);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_an_hour_off_does_no_harm(int hours)
    {
        var stage = await DiscordStage.StartAsync();
        stage.Network = new WrongClock(TimeSpan.FromHours(hours));
        stage.Fake.Limits.UseUsual();
        await using var world = await World.StartAsync(stage: stage);
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
        await world.Bo.PressesAsync("I can help", 1);
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
        Assert.Equal(0, stage.Fake.Requests.TooMany);
    }

    [Fact]
    public async Task A_card_from_before_a_restart_still_works()
    {
        var store = new MemoryStore();
        var stage = await DiscordStage.StartAsync();
        await using (var before = await World.StartAsync(StoreUnderTest.On(store), stage: stage))
        {
            before.LeavesAllBehind = true;
            await before.Ana.TypesAsync("/need Groceries");
            await before.SettleAsync();
        }

        await using var after = await World.StartAsync(StoreUnderTest.On(store), stage: stage);
        Assert.StartsWith("You are on #1", (await after.Bo.PressesAsync("I can help", 1)).Text, StringComparison.Ordinal);
        // The commands were what they should be.
        Assert.Equal(1, stage.Fake.Requests.Counts.Where(c => c.Key.StartsWith("PUT /applications", StringComparison.Ordinal)).Sum(c => c.Value));
    }

    [Fact]
    public async Task While_a_number_is_typed_the_needs_that_fit_are_offered()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries for two");
        await world.Ana.TypesAsync("/need A ride");
        var typing = await stage.Fake.AutocompleteAsync(stage.Person("bo"), stage.Needs, "claim", "number", "gro");
        await typing.Response;
        var choice = Assert.Single(typing.Choices);
        Assert.StartsWith("#1 Groceries for two", (string)choice["name"]!, StringComparison.Ordinal);
        Assert.Equal("1", (string)choice["value"]!);
    }

    [Fact]
    public async Task A_message_can_be_made_a_need_and_on_a_neighbours_behalf_it_can_say_for_whom()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var form = (await world.Ana.DoesAsync(new MessageQuoted("Does anybody have\na ladder? " + new string('x', 400), IsOwn: false))).Form;
        Assert.StartsWith("Does anybody have a ladder? xxx", form.Fields.Single(f => f.Name == "what").Value, StringComparison.Ordinal);
        Assert.Contains(form.Fields, f => f.Name == "for");
        await world.Ana.SubmitsAsync(form, ("what", "A ladder"), ("for", "Grandma Iris"));
        var card = await world.CardAsync(1);
        Assert.Contains("A ladder", card.Label, StringComparison.Ordinal);
        Assert.DoesNotContain("Iris", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_members_is_shown_literally_and_notifies_nobody()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var nasty = $"@everyone <@{stage.Person("cruz").Id}> **bold** [x](https://evil.example) </need:1> <t:0:R> # big `code` ~~gone~~ ||hidden|| <#1> :smile:";
        await world.Ana.TypesAsync("/need " + nasty);
        Assert.Equal("#1 " + nasty, (await world.CardAsync(1)).Text.Split('\n')[0]);
        Assert.All(stage.Needs.Messages, m => Assert.True(m.Pinged.IsNobody));
        var written = stage.Needs.Messages[0].TextOf();
        Assert.DoesNotContain(" **bold**", written, StringComparison.Ordinal);
        Assert.DoesNotContain(" <@", written.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_is_refused_with_the_limit_and_the_whole_text_given_back_as_a_file_if_it_must_be()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        var text = new string('x', 5990);
        var interaction = await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "need", ("what", text));
        Assert.Contains("300", (await stage.AnsweredAsync("ana", interaction)).Text, StringComparison.Ordinal);
        await stage.Fake.UntilAsync(() => interaction.Messages.Count == 2, "the file");
        var file = Assert.Single(interaction.Messages[1].Files).Value;
        Assert.Contains(text, System.Text.Encoding.UTF8.GetString(file.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_comes_in_as_many_messages_as_it_needs()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        await world.Dani.TypesAsync("/settings setting: needs-an-hour value: 100");
        await world.Dani.TypesAsync("/settings setting: open-needs value: 100");
        for (var i = 0; i < 12; i++) await world.Ana.TypesAsync($"/need Thing {i} {new string('_', 250)}");
        var stage = (DiscordStage)world.Stage;
        var interaction = await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "mine");
        await interaction.Response;
        await stage.Fake.UntilAsync(() => interaction.Messages.Sum(m => m.Buttons.Count(b => b.Label == "Edit")) == 12, "all rows");
        Assert.True(interaction.Messages.Count > 1);
    }

    [Fact]
    public async Task Nothing_that_people_write_and_no_id_or_name_stands_in_the_log()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Fake.Faults.Next(1, "POST /channels/{channel_id}/messages", new RestFault.Answer(500, "<h1>MARKER</h1>"));
        stage.Fake.Faults.TruncateNext = 1;
        await world.Ana.TypesAsync("/need MARKER details: MARKER for: MARKER");
        await world.Bo.PressesAsync("I can help", 1);
        stage.Fake.Gateway.SendRaw("MARKER");
        stage.Fake.Gateway.CloseAll(4000);
        await stage.Fake.UntilAsync(() => stage.Fake.Gateway.Resumes > 0, "a resume");
        var log = string.Join('\n', world.Log.Lines);
        Assert.NotEmpty(log);
        foreach (var secret in new[] { "MARKER", stage.Fake.Token!, stage.Guild.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), stage.Person("ana").Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "Ana" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private sealed class WrongClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
    }
}
