using MutualAid.Storage.Sealing;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// Texts for LiteDB's indexes. Whatever is an id or a word becomes a pseudonym, which names all the parts of a key at once: the file says neither
/// who it is about nor that two keys are about the same person. Numbers and instants stay, because ranges of them are read.
/// </summary>
internal sealed class Keys(Func<Seals> seals)
{
    private const char Separator = '|';

    /// <summary>One id.</summary>
    public string Of(string id) => seals().Pseudonym(id);

    /// <summary>Two ids, in order.</summary>
    public string Of(string one, string other) => seals().Pseudonym(one, other);

    /// <summary>A number within what <paramref name="prefix"/> names; sorts by number.</summary>
    public static string Numbered(string prefix, int number) => $"{prefix}{Separator}{number:D10}";

    /// <summary>An instant within what <paramref name="prefix"/> names; sorts by instant.</summary>
    public static string Timed(string prefix, long ticks) =>
        // The sign is turned over, so that instants before 1970 sort first.
        $"{prefix}{Separator}{unchecked((ulong)ticks ^ (1UL << 63)):D20}";

    /// <summary>Units of 100 ns since 1970.</summary>
    public static long Ticks(Instant instant) => instant.ToUnixTimeTicks();
}
