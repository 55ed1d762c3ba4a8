using static MutualAid.Core.Matching.Lexicon;

namespace MutualAid.Core.Matching;

internal sealed partial class Reading
{
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
                    : begins.HasFlag(Marker.Aside) && HasHead() ? Zone.Aside
                    : !HasHead() || (Names(words, at, word.Ends ? ShortestItem : LongestItem) && (word.Ends || zone != Zone.Context)) ? Zone.Head : Zone.Context;
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
                    var of = zone == Zone.Head && headSeen && found.Length > 1 && (marker & (Marker.Because | Marker.Aside)) != Marker.None ? Zone.Aside : zone;
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

    /// <summary>Whether it is known by now what is asked for: a thing, or what is done for whom.</summary>
    private bool HasHead() => Hits.Exists(h => h.Zone == Zone.Head && (h.IsThing || (Relations.Known.Together(h.Name) is { } with && Hits.Exists(o => o.Zone == Zone.Head && with.ContainsKey(o.Name)))));
}
