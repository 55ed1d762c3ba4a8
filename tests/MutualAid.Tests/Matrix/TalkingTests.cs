using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Talking;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>What is said, and what of it is meant for the bot.</summary>
public sealed class TalkingTests
{
    private const string Bot = "@aid:example.org";

    [Theory]
    [InlineData("!need water", "need water")]
    [InlineData("/need water", "need water")]
    [InlineData("!NEED water", "NEED water")]
    [InlineData("!pedir agua", "pedir agua")]
    [InlineData("!unknown water", null)]
    [InlineData("need water", null)]
    [InlineData("!", null)]
    [InlineData("", null)]
    public void A_sign_and_a_commands_name_make_a_command(string text, string? line) => Assert.Equal(line, Addressed.Signed(text));

    [Theory]
    [InlineData("!neeed water", true)]
    [InlineData("!nede water", true)]
    [InlineData("!helpp", true)]
    [InlineData("!play music", false)]
    [InlineData("!ned", true)]
    [InlineData("!n", false)]
    [InlineData("neeed water", false)]
    public void A_slip_of_the_finger_is_no_other_bots_command(string text, bool misspelt) => Assert.Equal(misspelt, Addressed.IsMisspelt(text));

    [Theory]
    [InlineData("Aid: need water", "need water")]
    [InlineData("aid need water", "need water")]
    [InlineData("@aid:example.org, need water", "need water")]
    [InlineData("@aid: !need water", "need water")]
    [InlineData("Aid", "")]
    [InlineData("Aidan: need water", null)]
    [InlineData("We need Aid", null)]
    public void The_bots_name_first_makes_a_command(string text, string? line) => Assert.Equal(line, Addressed.ByName(text, Bot, "Aid"));

    [Theory]
    [InlineData("I can help", "claim:x:")]
    [InlineData("“i CAN help.”", "claim:x:")]
    [InlineData("claim", "claim:x:")]
    [InlineData("ayudar", "claim:x:")]
    [InlineData("Más", "more:x:")]
    [InlineData("mas", "more:x:")]
    [InlineData("I can help you", null)]
    [InlineData("", null)]
    public void An_answer_is_known_by_its_word_or_its_command(string typed, string? action)
    {
        var offer = Offer.Of([new CardAction("claim:x:", "I can help"), new CardAction("more:x:", "Más")]);
        Assert.Equal(action, offer.Chosen(typed));
    }

    [Fact]
    public void Alike_answers_are_numbered_and_survive_the_wire()
    {
        var offer = Offer.Of([new CardAction("claim:x:", "I can help"), new CardAction("claim:y:", "I can help")]);
        using var wire = JsonDocument.Parse($$"""{"actions":{{offer.Write().ToJsonString()}}}""");
        Assert.Equal("claim:y:", Offer.Read(wire.RootElement).Chosen("2"));
        Assert.Null(Offer.Read(wire.RootElement).Chosen("3"));
    }

    [Theory]
    [InlineData("I can help", "claim:x:")]
    [InlineData("Puedo ayudar.", "claim:x:")]
    [InlineData("claim", "claim:x:")]
    [InlineData("2", "claim:x:2")]
    [InlineData("I can bring 2", "claim:x:2")]
    [InlineData("5 minutes please", null)]
    [InlineData("thanks", null)]
    [InlineData("done", null)]
    public void Who_answers_a_card_too_late_is_understood_all_the_same(string typed, string? action)
    {
        foreach (var note in new[] { """{"need":"x"}""", """{"actions":[["Details","details:x:"],["More","more:x:"]]}""" })
        {
            using var wire = JsonDocument.Parse(note);
            Assert.Equal(action, Offer.WantedOf(wire.RootElement, typed));
        }

        foreach (var note in new[] { "{}", """{"actions":[["Ask for this","ask-for:x:"]]}""", """{"language":"en","actions":[["Details","details:x:"]]}""" })
        {
            using var wire = JsonDocument.Parse(note);
            Assert.Null(Offer.WantedOf(wire.RootElement, typed));
        }
    }

    [Theory]
    [InlineData("""{"actions":5}""")]
    [InlineData("""{"actions":[1,[],["a"],["a",2],[null,null]]}""")]
    [InlineData("""[]""")]
    public void What_is_no_offer_offers_nothing(string note)
    {
        using var wire = JsonDocument.Parse(note);
        Assert.Empty(Offer.Read(wire.RootElement).Answers);
    }

    [Fact]
    public void A_form_travels_whole_and_goes_on_where_it_stood()
    {
        var form = new Form("need::1", "Ask", "Post", [new FormField("what", "What", true, 5, "", false, [], ""), new FormField("anonymous", "As whom", false, 3, "no", false, [new Choice("no", "By name"), new Choice("yes", "As someone")], "")], "ask:new:");
        var asked = Questions.Of(form);
        Assert.Null(asked.With("too long"));
        Assert.False(asked.CanBeSent);
        var next = asked.With("water")!.Next();
        using var wire = JsonDocument.Parse($$"""{"form":{{next.Write().ToJsonString()}}}""");
        var read = Questions.Read(wire.RootElement)!;
        Assert.True(read is { At: 1, IsLast: true, CanBeSent: true });
        Assert.Null(read.With("perhaps"));
        Assert.Equal("yes", read.With("as SOMEONE")!.Values["anonymous"]);
        Assert.Equal("yes", read.With("sí")!.Values["anonymous"]);
        Assert.Equal("water", read.Values["what"]);
    }

    [Fact]
    public void A_reply_is_read_without_what_it_quotes_and_a_fallback_in_a_thread_answers_its_root()
    {
        using var reply = JsonDocument.Parse("""{"event_id":"$1","sender":"@ana:x","content":{"msgtype":"m.text","body":"> <@aid:x> #1 Water\n> open\n\nI can help","m.relates_to":{"m.in_reply_to":{"event_id":"$0"}}}}""");
        Assert.Equal(("I can help", "$0", null), (Read(reply)!.Text, Read(reply)!.Answered, Read(reply)!.Thread));
        using var thread = JsonDocument.Parse("""{"event_id":"$1","sender":"@ana:x","content":{"msgtype":"m.text","body":"done","m.relates_to":{"rel_type":"m.thread","event_id":"$0","is_falling_back":true,"m.in_reply_to":{"event_id":"$9"}}}}""");
        Assert.Equal(("done", "$0", "$0"), (Read(thread)!.Text, Read(thread)!.Answered, Read(thread)!.Thread));
    }

    [Theory]
    [InlineData("""{"event_id":"$1","sender":"@a:x","content":{"msgtype":"m.notice","body":"!need x"}}""")]
    [InlineData("""{"event_id":"$1","sender":"@a:x","content":{"msgtype":"m.text","body":"* !need x","m.relates_to":{"rel_type":"m.replace","event_id":"$0"}}}""")]
    [InlineData("""{"event_id":"$1","sender":"@a:x","content":{}}""")]
    [InlineData("""{"event_id":"$1","sender":"@a:x","content":null}""")]
    [InlineData("""{"event_id":"$1","sender":"@a:x","content":{"msgtype":"m.text","body":5}}""")]
    [InlineData("""{"event_id":"$1","sender":null,"content":{"msgtype":"m.text","body":"!need x"}}""")]
    [InlineData("""{"event_id":7,"sender":"@a:x","content":{"msgtype":"m.text","body":"!need x"}}""")]
    [InlineData("""{"content":{"msgtype":["m.text"],"body":"!need x"}}""")]
    public void What_is_not_said_by_a_person_as_text_says_nothing(string json)
    {
        using var e = JsonDocument.Parse(json);
        Assert.Null(Read(e));
    }

    [Fact]
    public void Relations_of_a_wrong_type_are_none()
    {
        using var e = JsonDocument.Parse("""{"event_id":"$1","sender":"@a:x","content":{"msgtype":"m.text","body":"!need x","m.relates_to":"$0","m.mentions":[]}}""");
        Assert.Equal(("!need x", null), (Read(e)!.Text, Read(e)!.Answered));
    }

    [Fact]
    public void Who_floods_is_told_once_and_heard_again_after_a_pause()
    {
        var time = new FakeTimeProvider();
        var floods = new Floods(time);
        var heard = Enumerable.Range(0, 1000).Select(_ => floods.Ask("@a:x")).ToList();
        Assert.Equal(30, heard.Count(h => h == Allowance.Heard));
        Assert.Single(heard, h => h == Allowance.TellThem);
        Assert.Equal(Allowance.Heard, floods.Ask("@b:x"));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Allowance.Heard, floods.Ask("@a:x"));
        Assert.Equal(Allowance.Unheard, floods.Ask("@a:x"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(30, Enumerable.Range(0, 1000).Count(_ => floods.Ask("@a:x") == Allowance.Heard));
    }

    [Fact]
    public void Words_are_shown_and_never_read_as_markup()
    {
        var text = new Written().Words("<b>&\"x\"</b>\n").MemberWords("<script>alert(1)</script>").Link("</a><h1>", "https://matrix.to/#/\"><x>");
        Assert.Equal("<b>&\"x\"</b>\n<script>alert(1)</script></a><h1>", text.Plain);
        Assert.Equal(
            "&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;<br>&lt;script&gt;alert(1)&lt;/script&gt;<a href=\"https://matrix.to/#/&quot;&gt;&lt;x&gt;\">&lt;/a&gt;&lt;h1&gt;</a>", text.Html);
    }

    private static Said? Read(JsonDocument e) => Said.Read("!r", e.RootElement, Bot);
}
