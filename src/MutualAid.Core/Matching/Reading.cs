using static MutualAid.Core.Matching.Lexicon;

namespace MutualAid.Core.Matching;

/// <summary>How near to what a text asks for something stands in it.</summary>
internal enum Zone
{
    /// <summary>It is what is asked for, or offered.</summary>
    Head,

    /// <summary>It says for whom or what that is.</summary>
    Aside,

    /// <summary>It explains.</summary>
    Context,
}

/// <summary>Something that words speak of.</summary>
internal sealed record Hit(string Name, int At, int Length, int Part, Zone Zone, bool IsThing)
{
    /// <summary>Where the phrase ends that this is a part of; 0 where it is none.</summary>
    public int Within { get; init; }
}

/// <summary>Another word.</summary>
internal sealed record OtherWord(string Form, Zone Zone, bool IsCommon);

/// <summary>One text, read in one language, with the words that this language lacks taken from the others.</summary>
internal sealed class Reading
{
    private const int Near = 9;
    private const int LongestItem = 4;

    public List<Hit> Hits { get; } = [];

    public List<OtherWord> Others { get; } = [];

    /// <summary>The numbers of the days that are named.</summary>
    public string Days { get; private set; } = "";

    /// <summary>Whether somebody comes wherever it is, or nobody has to.</summary>
    public bool Anywhere { get; private set; }

    /// <summary>The things that are asked for, or offered; where none is, those that the rest speaks of.</summary>
    public IReadOnlyList<Hit> Things { get; private set; } = [];

    public static Reading Of(IReadOnlyList<Token> text, Lexicon lexicon, IReadOnlyList<Lexicon> others)
    {
        var reading = new Reading();
        var words = reading.Prepare(text, lexicon);
        reading.Find(words, lexicon, others);
        reading.Combine();
        return reading;
    }

    private List<Word> Prepare(IReadOnlyList<Token> text, Lexicon lexicon)
    {
        var words = new List<Word>();
        var (starts, first, wayUntil) = (true, "", 0);
        for (var at = 0; at < text.Count; at++)
        {
            if (lexicon.Anywhere(text, at) is > 0 and var way)
            {
                Anywhere = true;
                // "Deliver" by itself may also be what is offered.
                if (way > 1) wayUntil = at + way;
            }

            foreach (var meant in lexicon.Meant(text[at].Word))
            {
                if (text[at].Starts && !starts) (starts, first) = (true, "");
                if (starts && first.Length == 0) first = meant;
                if (lexicon.Skips(meant)) continue;
                var (form, known) = lexicon.FormMeant(meant);
                words.Add(new Word(meant, form, known, starts ? first : null, at < wayUntil));
                starts = false;
            }
        }

        return words;
    }

    /// <summary>Whether a part of the text begins as a request or an offer does: "can", "I can".</summary>
    private static bool Asks(List<Word> words, int at, Lexicon lexicon)
    {
        var first = words[at].First!;
        if (words[at].Written == first && at + 1 < words.Count && lexicon.MarkerOf($"{first} {words[at + 1].Written}").HasFlag(Marker.Asks)) return true;
        return (lexicon.MarkerOf(first) & (Marker.Asks | Marker.Seeks)) != 0;
    }

    /// <summary>Whether a part of the text, from here on, says what is asked for: it begins so, or names little, as in a list.</summary>
    private static bool Names(List<Word> words, int at, Lexicon lexicon)
    {
        if (Asks(words, at, lexicon)) return true;
        var length = 1;
        while (at + length < words.Count && words[at + length].First is null) length++;
        return length <= LongestItem;
    }

    private void Find(List<Word> words, Lexicon lexicon, IReadOnlyList<Lexicon> others)
    {
        var stems = words.ConvertAll(w => w.Form);
        var (part, zone, headSeen, takenUntil, doneUntil, withoutUntil) = (0, Zone.Head, false, 0, 0, 0);
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            var marker = lexicon.MarkerOf(word.Written);
            if (lexicon.Days(word.Form) is { } days && zone != Zone.Context) Days += days;
            if (word.First is { } first && at > 0)
            {
                part++;
                (headSeen, withoutUntil) = (false, 0);
                var begins = lexicon.MarkerOf(first);
                zone = Asks(words, at, lexicon) ? Zone.Head
                    : begins.HasFlag(Marker.Explains) || begins.HasFlag(Marker.Because) ? Zone.Context
                    : begins.HasFlag(Marker.Aside) && Hits.Exists(h => h.IsThing && h.Zone == Zone.Head) ? Zone.Aside
                    : !Hits.Exists(h => h.IsThing && h.Zone == Zone.Head) || Names(words, at, lexicon) ? Zone.Head : Zone.Context;
            }

            var free = at >= takenUntil && !word.IsWay;
            var thing = free ? lexicon.Thing(stems, word.Written, at) : null;
            var setting = lexicon.Setting(stems, word.Written, at);
            if (thing is null && setting is null && at >= takenUntil && !lexicon.Ignores(word.Written) && !lexicon.IsCommon(word.Form))
            {
                foreach (var other in others)
                {
                    if (!other.Begins(word.Written)) continue;
                    var otherStems = words.Skip(at).Take(Near).Select(w => other.Form(w.Written)).ToList();
                    (thing, setting) = (free ? other.Thing(otherStems, word.Written, 0) : null, other.Setting(otherStems, word.Written, 0));
                    // A word that means something else here must at least be the first of a phrase there.
                    if (word.Known && thing is not { Length: > 1 }) (thing, setting) = (null, null);
                    if (thing is not null || setting is not null) break;
                }
            }

            if (thing is null or { Length: 1 })
            {
                if (marker.HasFlag(Marker.Seeks) && at > 0 && at >= takenUntil)
                {
                    // "We lost our flat. Could anyone ...": what began so was the explanation.
                    if (zone == Zone.Context) (zone, headSeen) = (Zone.Head, false);
                    if (lexicon.MarkerOf(words[0].First!).HasFlag(Marker.Explains) && !Asks(words, 0, lexicon)) Demote(part);
                }
                else if (marker.HasFlag(Marker.Because) && at > 0 && thing is null && at >= takenUntil) zone = Zone.Context;
                else if (marker.HasFlag(Marker.Aside) && zone == Zone.Head && headSeen && at >= takenUntil) zone = Zone.Aside;
                if (marker.HasFlag(Marker.Without) && thing is null && at >= takenUntil) withoutUntil = at + 2;
            }

            var denied = at < withoutUntil;
            if (thing is { } found)
            {
                takenUntil = at + found.Length;
                if (!denied)
                {
                    // "Dog food until payday".
                    var of = zone == Zone.Head && headSeen && found.Length > 1 && (marker & (Marker.Because | Marker.Aside)) != 0 ? Zone.Aside : zone;
                    foreach (var name in found.Names) Hits.Add(new Hit(name, at, found.Length, part, of, true));
                    headSeen |= zone == Zone.Head;
                }
            }

            if (setting is { } about)
            {
                foreach (var name in about.Names)
                {
                    var isDone = name.StartsWith("do/", StringComparison.Ordinal);
                    if (isDone && at < doneUntil) continue;
                    // What is done within a phrase is what the phrase says already, but for things outside of it.
                    if (!denied || isDone) Hits.Add(new Hit(name, at, about.Length, part, zone, false) { Within = isDone && at < takenUntil && thing is not { Length: 1 } ? takenUntil : 0 });
                }

                headSeen |= zone == Zone.Head && Hits.Exists(h => h.Part == part && h.Name.StartsWith("do/", StringComparison.Ordinal)) && about.Names.Any(n => n.StartsWith("who/", StringComparison.Ordinal) || n.StartsWith("subject/", StringComparison.Ordinal));
                if (about.Names.Any(n => n.StartsWith("do/", StringComparison.Ordinal))) doneUntil = at + about.Length;
            }

            if (at >= takenUntil && !denied && setting is null && word.Written.Length >= 3 && !char.IsDigit(word.Written[0]) && !lexicon.Ignores(word.Written) && marker == Marker.None)
                Others.Add(new OtherWord(word.Form, zone, lexicon.IsCommon(word.Form)));
        }
    }

    /// <summary>What stood in earlier parts explains.</summary>
    private void Demote(int part)
    {
        for (var i = 0; i < Hits.Count; i++)
        {
            if (Hits[i].Part < part) Hits[i] = Hits[i] with { Zone = Zone.Context };
        }
    }

    /// <summary>"Fix" and "laptop" are one thing, and "laptop" by itself none of it.</summary>
    private void Combine()
    {
        var relations = Relations.Known;
        var (made, gone) = (new List<Hit>(), new HashSet<Hit>());
        foreach (var done in Hits)
        {
            if (gone.Contains(done) || relations.Together(done.Name) is not { } with) continue;
            var partners = Hits.Where(h => h != done && with.ContainsKey(h.Name) && !gone.Contains(h) && IsNear(done, h)).OrderBy(h => Math.Abs(h.At - done.At)).ToList();
            foreach (var partner in partners)
            {
                // Of whom and where only the nearest says with what.
                if (!partner.IsThing && partner != partners[0]) continue;
                made.Add(new Hit(with[partner.Name], Math.Min(done.At, partner.At), done.Length + partner.Length, done.Part, done.Part != partner.Part ? done.Zone : done.Zone < partner.Zone ? done.Zone : partner.Zone, true));
                if (partner.IsThing) gone.Add(partner);
            }

            if (partners.Count == 0) continue;
            if (done.IsThing) gone.Add(done);
            // What is done there is the whole of it: "a ride" within "a ride to school".
            foreach (var same in Hits.Where(h => h.IsThing && h.At == done.At && (h.Length == 1 || h.Name is "company/accompany" or "transport/ride"))) gone.Add(same);
        }

        var things = Hits.Where(h => h.IsThing && !gone.Contains(h)).Concat(made).OrderBy(h => h.At).ToList();
        var asked = Asked(things).DistinctBy(t => t.Name).ToList();
        // Beside "soup", "lentils" only says of what; beside "a lawyer for tenants", "a lawyer" says nothing.
        asked.RemoveAll(t => asked.Exists(o => relations.Swallows(o.Name, t.Name) || (o != t && relations.IsGeneric(t.Name) && !relations.IsGeneric(o.Name) && CategoryOf(o) == CategoryOf(t))));
        Things = asked;

        static string CategoryOf(Hit thing) => thing.Name[..thing.Name.IndexOf('/', StringComparison.Ordinal)];

        bool IsNear(Hit done, Hit other)
        {
            if (relations.IsAnyPart(done.Name) && !other.IsThing) return done.Within == 0 && (other.Part == done.Part || done.Zone == Zone.Head);
            return other.Part == done.Part && Math.Abs(other.At - done.At) <= Near && (other.At >= done.At || relations.IsAnyOrder(done.Name))
                && (done.Within == 0 || (other.IsThing && (other.At >= done.Within || other.At + other.Length <= done.At)));
        }
    }

    private IEnumerable<Hit> Asked(List<Hit> things)
    {
        var language = Hits.Find(h => h.Name.StartsWith("lang/", StringComparison.Ordinal) && h.Zone == Zone.Head);
        var learns = Hits.Exists(h => h.Name == "do/teach");
        if (language is { At: 0 } && !learns && !things.Exists(t => t.Name.StartsWith("translation/", StringComparison.Ordinal) || t.Name == "skills/languages"))
            return [language with { Name = "translation/interpreter", IsThing = true }];
        var heads = things.Where(h => h.Zone == Zone.Head).ToList();
        var asides = things.Where(h => h.Zone == Zone.Aside).ToList();
        if (heads.Exists(h => !Relations.Known.IsWeak(h.Name))) return [.. heads.Where(h => !Relations.Known.IsWeak(h.Name)), .. asides.Where(h => Relations.Known.IsRequired(h.Name))];
        if (heads.Count > 0) return heads.TrueForAll(h => Relations.Known.IsWeak(h.Name)) && asides.Count > 0 ? asides : heads;
        if (asides.Count > 0) return asides;
        if (language is not null) return [language with { Name = learns ? "skills/languages" : "translation/interpreter", IsThing = true }];
        return things;
    }

    private sealed record Word(string Written, string Form, bool Known, string? First, bool IsWay);
}
