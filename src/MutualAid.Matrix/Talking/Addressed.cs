using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Talking;

/// <summary>Whether a line is said to the bot, and what of it is the command.</summary>
internal static class Addressed
{
    /// <summary>The command line behind a sign, <c>!need …</c> or <c>/need …</c>; null where there is no such command.</summary>
    public static string? Signed(string text) =>
        text.Length > 1 && text[0] is '!' or '/' && CommandList.Find(FirstWord(text[1..])) is not null ? text[1..] : null;

    /// <summary>Behind a sign, a word so near to a command that nothing else can be meant.</summary>
    public static bool IsMisspelt(string text) =>
        text.Length > 3 && text[0] is '!' && Folding.Fold(FirstWord(text[1..])) is { Length: > 2 } word && CommandList.All.Any(c => Languages.All.Any(l => IsNear(word, c.NameIn(l)) || IsNear(word, c.Name)));

    /// <summary>What follows the bot's name at the beginning, or null where the line does not begin with it.</summary>
    public static string? ByName(string text, string user, string name)
    {
        foreach (var called in new[] { user, name, user.Split(':')[0], user.Split(':')[0].TrimStart('@'), "@" + name })
        {
            if (called.Length < 2 || !text.StartsWith(called, StringComparison.OrdinalIgnoreCase)) continue;
            var rest = text[called.Length..];
            if (rest.Length > 0 && char.IsLetterOrDigit(rest[0])) continue;
            return rest.TrimStart(' ', ':', ',', '\n', '\u00a0').TrimStart('!', '/');
        }

        return null;
    }

    public static string FirstWord(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\n', '\t');
        return end < 0 ? line : line[..end];
    }

    /// <summary>One letter more, less, other, or two swapped.</summary>
    private static bool IsNear(string typed, string name)
    {
        if (Math.Abs(typed.Length - name.Length) > 1) return false;
        var same = 0;
        while (same < Math.Min(typed.Length, name.Length) && typed[same] == name[same]) same++;
        var t = typed.AsSpan(same);
        var n = name.AsSpan(same);
        if (t.Length > n.Length) return t[1..].SequenceEqual(n);
        if (n.Length > t.Length) return n[1..].SequenceEqual(t);
        return t.Length < 2 || t[1..].SequenceEqual(n[1..]) || (t[0] == n[1] && t[1] == n[0] && t[2..].SequenceEqual(n[2..]));
    }
}
