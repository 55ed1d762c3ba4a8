using System.Globalization;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Commands;

/// <summary>"5", "I can bring 5 of the 20", said in answer to a card: so many parts of it. Pure; any text is fine.</summary>
public static class SpokenClaim
{
    private const int MostWords = 8;

    /// <summary>
    /// The action that takes on as much as these words say, where <paramref name="actionId"/> is one that takes on something; null where they say
    /// something else too: "5 minutes" takes on nothing.
    /// </summary>
    public static string? Of(string actionId, string typed)
    {
        var parts = actionId.Split(':', 3);
        if (parts is not [ActionList.Claim, var need, var extra] || ClaimExtra.Read(extra) is not { } offered) return null;
        var words = Folding.Fold(typed).Split([' ', ',', '.', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MostWords) return null;
        var numbers = words.Where(w => w.All(char.IsAsciiDigit)).ToList();
        if (numbers.Count is 0 or > 2 || !words.All(w => w.All(char.IsAsciiDigit) || IsFiller(w))) return null;
        return int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) && quantity > 0
            ? $"{ActionList.Claim}:{need}:{ClaimExtra.Of(quantity, offered.Offer)}"
            : null;
    }

    /// <summary>
    /// The action that takes on what these words, said to the card of this need, want of it, whatever the card offers by now: "I can help" in any language,
    /// its command, or how much. Null where they say something else. So who comes too late hears that.
    /// </summary>
    public static string? OfNeed(string need, string typed)
    {
        var (word, whole) = (Folding.Fold(typed), $"{ActionList.Claim}:{need}:");
        return CommandList.Find(word)?.Name == ActionList.Claim || Languages.All.Any(l => Folding.Fold(l.Plain(Texts.ButtonClaim)) == word) ? whole : Of(whole, typed);
    }

    /// <summary>The need whose card offers these actions; null where it is the card of none. A need that is open can always be looked at.</summary>
    public static string? NeedOf(IEnumerable<string> actionIds) =>
        actionIds.Select(a => a.Split(':', 3)).FirstOrDefault(a => a is [ActionList.Details, _, _])?[1];

    private static bool IsFiller(string word) => Languages.All.Any(l => l.Plain(Texts.ClaimWords).Split(' ').Contains(word, StringComparer.Ordinal));
}
