namespace MutualAid.Core.Matching;

internal sealed partial class Reading
{
    /// <summary>"Fix" and "laptop" are one thing, and "laptop" by itself none of it.</summary>
    private void Combine(List<Word> words, string? category)
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
                // "A trip to the food bank" is no food.
                else if (partner.Name.StartsWith("place/", StringComparison.Ordinal)) gone.UnionWith(Hits.Where(h => h.IsThing && h != done && h.At >= partner.At && h.At + h.Length <= partner.At + partner.Length));
            }

            if (partners.Count == 0) continue;
            if (done.IsThing) gone.Add(done);
            // What is done there is the whole of it: "a ride" within "a ride to school".
            foreach (var same in Hits.Where(h => h.IsThing && h.At == done.At && (h.Length == 1 || h.Name is "company/accompany" or "transport/ride"))) gone.Add(same);
        }

        var things = Hits.Where(h => h.IsThing && !gone.Contains(h)).Concat(made).OrderBy(h => h.At).ToList();
        things.RemoveAll(t => things.Exists(o => o.Zone <= t.Zone && relations.Swallows(o.Name, t.Name)));
        var asked = Asked(things, words).DistinctBy(t => t.Name).ToList();
        // Who said that it is about food means the food that the text speaks of, wherever it stands.
        if (category is not null && !asked.Exists(t => CategoryOf(t) == category) && things.FindAll(t => CategoryOf(t) == category && !relations.IsWeak(t.Name)) is { Count: > 0 } meant) asked = [.. meant.DistinctBy(t => t.Name)];
        // Beside "soup", "lentils" only says of what; beside "a lawyer for tenants", "a lawyer" says nothing.
        asked.RemoveAll(t => asked.Exists(o => relations.Swallows(o.Name, t.Name) || (o != t && relations.IsGeneric(t.Name) && !relations.IsGeneric(o.Name) && CategoryOf(o) == CategoryOf(t))));
        // "Somebody who knows the law. It is about an eviction."
        if (asked.Count > 0 && asked.TrueForAll(t => relations.IsGeneric(t.Name)) && things.FindAll(t => !relations.IsGeneric(t.Name) && CategoryOf(t) == CategoryOf(asked[0])) is { Count: > 0 } special) asked = [.. special.DistinctBy(t => t.Name)];
        // Milk, bread, rice: who lists so much shops for a household.
        if (asked.FindAll(t => t.Zone == Zone.Head && relations.Answers(Groceries, t.Name) > 0) is { Count: >= 3 } foods && !asked.Exists(t => t.Name == Groceries)) asked.Insert(0, foods[0] with { Name = Groceries });
        Things = asked;

        static string CategoryOf(Hit thing) => thing.Name[..thing.Name.IndexOf('/', StringComparison.Ordinal)];

        bool IsNear(Hit done, Hit other)
        {
            if (relations.IsElsewhere(done.Name) && other.IsThing && other.Part != done.Part) return done.Zone == Zone.Head && !Hits.Exists(h => h.IsThing && h.Part == done.Part);
            if (relations.IsAnyPart(done.Name) && !other.IsThing) return done.Within == 0 && (other.Part == done.Part || done.Zone == Zone.Head);
            return other.Part == done.Part && Math.Abs(other.At - done.At) <= Near && (other.At >= done.At || relations.IsAnyOrder(done.Name))
                && (done.Within == 0 || (other.IsThing && (other.At >= done.Within || other.At + other.Length <= done.At)));
        }
    }

    private List<Hit> Asked(List<Hit> things, List<Word> words)
    {
        var language = Hits.Find(h => h.Name.StartsWith("lang/", StringComparison.Ordinal) && h.Zone == Zone.Head);
        var learns = Hits.Exists(h => h.Name == "do/teach");
        if (language is { At: 0 } && !learns && !things.Exists(t => t.Name.StartsWith("translation/", StringComparison.Ordinal) || t.Name == "skills/languages"))
            return [language with { Name = "translation/interpreter", IsThing = true }];
        var heads = things.Where(h => h.Zone == Zone.Head).ToList();
        var asides = things.Where(h => h.Zone == Zone.Aside).ToList();
        if (heads.Exists(h => !Relations.Known.IsWeak(h.Name))) return [.. Listed([.. heads.Where(h => !Relations.Known.IsWeak(h.Name))], words), .. asides.Where(h => Relations.Known.IsRequired(h.Name))];
        if (heads.Count > 0) return heads.TrueForAll(h => Relations.Known.IsWeak(h.Name)) && asides.Count > 0 ? asides : heads;
        if (asides.Count > 0) return asides;
        if (language is not null) return [language with { Name = learns ? "skills/languages" : "translation/interpreter", IsThing = true }];
        // "My son does not understand fractions."
        if (things.Count == 0 && Relations.Known.Together("do/teach") is { } taught && Hits.Find(h => h.Name.StartsWith("subject/", StringComparison.Ordinal) && taught.ContainsKey(h.Name)) is { } subject)
            return [subject with { Name = taught[subject.Name], IsThing = true }];
        return things;
    }

    /// <summary>The first of them and what is listed with it: of "oranges from the tree and lemons" all but the tree, which only says from where.</summary>
    private static List<Hit> Listed(List<Hit> heads, List<Word> words)
    {
        var listed = new List<Hit>();
        Hit? before = null;
        var isListed = true;
        foreach (var head in heads)
        {
            var (from, to) = (before is null ? 0 : Math.Min(before.At + 1, head.At), head.At);
            if (before is not null && head.At > before.At)
            {
                // "Fleeces hats boots": so do hurried people list; "an orange kitten" is no list.
                isListed = head.At == before.At + before.Length && !words[head.At].Apart && words[head.At].Written[^1] == 's' && words[head.At - 1].Written[^1] == 's';
                for (var at = from; at <= to; at++) isListed |= words[at].Joined;
            }

            // "Halal groceries": the one only says of what kind the other is.
            var isKind = Relations.Known.IsRequired(head.Name);
            if (isListed || isKind) listed.Add(head);
            if (!isKind) before = head;
        }

        return listed;
    }
}
