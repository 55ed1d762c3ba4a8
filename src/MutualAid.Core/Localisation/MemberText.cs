using System.Text;

namespace MutualAid.Core.Localisation;

/// <summary>What members write: cleaned on the way in, made harmless on the way out. Never translated, never interpreted.</summary>
public static class MemberText
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';
    private const char PopEmbedding = '\u202C';

    /// <summary>The text without outer white space and with "\n" line ends; null where nothing is left. Lone surrogates become U+FFFD.</summary>
    public static string? Clean(string? written)
    {
        if (string.IsNullOrWhiteSpace(written)) return null;
        var text = written.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim();
        return text.Length == 0 ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>On one line, for what stands in headings and lists.</summary>
    public static string? CleanLine(string? written) =>
        Clean(written)?.Replace('\n', ' ').Replace('\u2028', ' ').Replace('\u2029', ' ').Replace('\t', ' ');

    /// <summary>
    /// The text as it may stand among other text: isolated (UAX #9), so that overrides and embeddings in it end with it, and with
    /// control characters drawn as their pictures (U+2400) instead of acting. For plain text; a platform with its own isolation needs
    /// only <see cref="Drawn"/>.
    /// </summary>
    public static string Shown(string text)
    {
        var drawn = Drawn(text);
        return drawn.Any(MayTurn) ? FirstStrongIsolate + Closed(drawn) + PopIsolate : drawn;
    }

    /// <summary>Control characters as pictures; line breaks and tabs stay.</summary>
    public static string Drawn(string text)
    {
        var drawn = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            drawn.Append(c switch
            {
                '\n' or '\t' => c,
                < ' ' => (char)(0x2400 + c),
                '\u007f' => '\u2421',
                >= '\u0080' and < '\u00a0' => '\ufffd',
                '\u2028' or '\u2029' => '\n',
                _ => c,
            });
        }

        return drawn.ToString();
    }

    /// <summary>Right-to-left scripts, by block, and everything that steers direction. A surrogate may be either.</summary>
    private static bool MayTurn(char c) => c
        is (>= '\u0590' and <= '\u08FF') or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        or (>= '\uD800' and <= '\uDFFF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFF');

    private static string Closed(string text)
    {
        var embeddings = 0;
        var isolates = 0;
        var closed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= '\u202A' and <= '\u202E' and not PopEmbedding) embeddings++;
            if (c == PopEmbedding && --embeddings < 0) embeddings = 0;
            if (c is >= '\u2066' and <= '\u2068') isolates++;
            if (c == PopIsolate && --isolates < 0)
            {
                // Would end the isolation around the text.
                isolates = 0;
                continue;
            }

            closed.Append(c);
        }

        return closed.Append(PopEmbedding, embeddings).Append(PopIsolate, isolates).ToString();
    }
}
