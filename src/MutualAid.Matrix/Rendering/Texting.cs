using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Rendering;

/// <summary>Rich text as Matrix shows it: people as pills, cards as links to them. Names are looked up as they are now.</summary>
internal sealed partial class Texting(Names names)
{
    private const string MatrixTo = "https://matrix.to/#/";

    /// <summary>Every name that these texts show, as the room knows it.</summary>
    public async Task<IReadOnlyDictionary<PersonId, string>> NamesInAsync(string room, IEnumerable<RichText> texts, CancellationToken stop)
    {
        var found = new Dictionary<PersonId, string>();
        foreach (var person in texts.SelectMany(t => t.Spans).OfType<PersonName>().Select(p => p.Person).Distinct())
            found[person] = MatrixIds.UserOf(person) is { } user ? await names.OfAsync(room, user, stop).ConfigureAwait(false) : "–";
        return found;
    }

    public static void Write(Written to, RichText text, IReadOnlyDictionary<PersonId, string> people, int longestMemberWords = int.MaxValue)
    {
        foreach (var span in text.Spans) Write(to, span, people, longestMemberWords);
    }

    /// <summary>Commands as they are typed here: a client keeps what begins with a slash to itself.</summary>
    public static string Commands(string words) =>
        Slashed().Replace(words, m => CommandList.Find(m.Groups["name"].Value) is null && m.Groups["name"].Value != "group" ? m.Value : "!" + m.Groups["name"].Value);

    public static string Address(string id) => MatrixTo + Uri.EscapeDataString(id);

    /// <summary>At most so many UTF-16 units, never cut within a character as people see it.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var cut = new System.Text.StringBuilder(longest);
        var characters = System.Globalization.StringInfo.GetTextElementEnumerator(text);
        while (characters.MoveNext() && cut.Length + characters.GetTextElement().Length < longest) cut.Append(characters.GetTextElement());
        return cut.Append('…').ToString();
    }

    private static void Write(Written to, Span span, IReadOnlyDictionary<PersonId, string> people, int longestMemberWords)
    {
        switch (span)
        {
            case Words words: to.Words(Commands(words.Text)); break;
            case MemberWords words: to.MemberWords(Cut(words.Text, longestMemberWords)); break;
            case PersonName name when MatrixIds.UserOf(name.Person) is { } user: to.Link(MemberText.Shown(people[name.Person]), Address(user)); break;
            case PersonName: to.Words("–"); break;
            case PlaceName name when !MatrixIds.IsPrivate(name.Place): to.Link(MatrixIds.RoomOf(name.Place), Address(MatrixIds.RoomOf(name.Place))); break;
            case PlaceName: to.Words("–"); break;
            // A message stays as it is while time goes on, so how far away something is would soon be wrong.
            case Moment moment: to.Words(moment.Absolute); break;
            case CardLink { Place: { } place, Message: { } message } link when !MatrixIds.IsPrivate(place):
                to.Link("#" + link.Number, $"{Address(MatrixIds.RoomOf(place))}/{Uri.EscapeDataString(MatrixIds.EventOf(message))}");
                break;
            case CardLink link: to.Words("#" + link.Number); break;
            default: throw new InvalidOperationException($"Matrix can't show a {span.GetType().Name}.");
        }
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}/])/(?<name>\p{L}+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slashed();
}
