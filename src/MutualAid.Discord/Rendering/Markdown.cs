using System.Text;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Discord.Rendering;

/// <summary>
/// Rich text as Discord's own markup (Reference, Message Formatting). Everything that is words, ours or a member's, is escaped, so
/// the only markup is what a span itself means.
/// </summary>
internal sealed class Markdown(CommandMentions commands)
{
    private const string Meaningful = "\\`*_~|<>[]#-+:@.";

    /// <summary>The text; what members wrote is cut to <paramref name="longestMemberWords"/> UTF-16 units each.</summary>
    public string Of(RichText text, int longestMemberWords = int.MaxValue) =>
        string.Concat(text.Spans.Select(span => Of(span, longestMemberWords)));

    /// <summary>Words that have no effect but to be read.</summary>
    public static string Escape(string words)
    {
        var escaped = new StringBuilder(words.Length + 16);
        foreach (var c in words)
        {
            if (Meaningful.Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>At most so many UTF-16 units, never cut within a character as people see it.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var cut = new StringBuilder(longest);
        var characters = System.Globalization.StringInfo.GetTextElementEnumerator(text);
        while (characters.MoveNext() && cut.Length + characters.GetTextElement().Length < longest) cut.Append(characters.GetTextElement());
        return cut.Append('…').ToString();
    }

    private string Of(Span span, int longestMemberWords) => span switch
    {
        Words words => commands.Of(words.Text),
        MemberWords words => Escape(MemberText.Shown(Cut(words.Text, longestMemberWords))),
        PersonName name => DiscordIds.UserOf(name.Person) is { } user ? $"<@{user}>" : "–",
        PlaceName name => DiscordIds.IsDirect(name.Place) ? "–" : $"<#{DiscordIds.ChannelOf(name.Place)}>",
        Moment moment => Of(moment),
        CardLink { Place: { } place, Message: { } message } link when !DiscordIds.IsDirect(place) =>
            $"[\\#{link.Number}](https://discord.com/channels/{DiscordIds.GuildOf(place)}/{DiscordIds.ChannelOf(place)}/{DiscordIds.SnowflakeOf(message)})",
        CardLink link => $"\\#{link.Number}",
        _ => throw new InvalidOperationException($"Discord can't show a {span.GetType().Name}."),
    };

    /// <summary>In the reader's own zone and language: Discord does that.</summary>
    private static string Of(Moment moment)
    {
        var seconds = moment.At.ToUnixTimeSeconds();
        return moment.Style switch
        {
            MomentStyle.Relative => $"<t:{seconds}:R>",
            MomentStyle.Absolute => $"<t:{seconds}:f>",
            _ => $"<t:{seconds}:f> (<t:{seconds}:R>)",
        };
    }
}
