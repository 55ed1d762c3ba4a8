namespace MutualAid.Core.Localisation.When;

/// <summary>A place among the pieces, and a look at the neighbours.</summary>
internal sealed class WhenCursor(IReadOnlyList<WhenToken> tokens)
{
    private int at;

    public bool IsAtEnd => at >= tokens.Count;

    public WhenToken? Peek(int ahead = 0) => at + ahead >= 0 && at + ahead < tokens.Count ? tokens[at + ahead] : null;

    public WhenToken? Take() => at < tokens.Count ? tokens[at++] : null;

    public bool NextIs(WhenSense sense, int ahead = 0) =>
        Peek(ahead) is WordToken word && (word.Sense == sense || word.Or?.Sense == sense);

    /// <summary>Whether a month follows, as in "27th of November".</summary>
    public bool MonthFollows(int ahead = 0) =>
        NextIs(WhenSense.Month, NextIs(WhenSense.Ordinal, ahead) ? ahead + 1 : ahead);

    /// <summary>Whether a number follows that is not another month's: in "mar 27 de noviembre" the first word is a weekday.</summary>
    public bool DayOfMonthFollows() => Peek() is NumberToken && !MonthFollows(ahead: 1);

    /// <summary>Whether a part of the day follows, as in "6 in the morning".</summary>
    public bool PartFollows()
    {
        var joined = NextIs(WhenSense.In) || NextIs(WhenSense.At);
        return Peek(joined ? 1 : 0) is WordToken { Sense: >= WhenSense.Morning and <= WhenSense.Night };
    }

    /// <summary>Steps over a piece if it is the expected one.</summary>
    public bool Skip(WhenSense sense)
    {
        if (!NextIs(sense)) return false;
        at++;
        return true;
    }
}
