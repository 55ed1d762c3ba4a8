using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using NodaTime;

namespace MutualAid.Core.Groups;

internal sealed partial record Setting
{
    /// <summary>How old an account has to be so that its needs are shown at once; "off": any.</summary>
    private static Setting NewcomersWait() => new(
        "newcomers",
        ask => ask.Rules.Newcomers is not { } age ? ask.Language.Say(Texts.SettingOff) : age == Duration.FromDays(age.Days) ? Days(ask, age) : Hours(age),
        (_, g, value) => IsOff(value) || IsDefault(value) ? g with { Settings = g.Settings with { Newcomers = null } }
            : AgeOf(value) is { } age ? g with { Settings = g.Settings with { Newcomers = age } } : null);

    /// <summary>"3 days", "12h": the unit is said, since a bare number is hours for one setting and days for another.</summary>
    private static Duration? AgeOf(string value)
    {
        var folded = Folding.Fold(value);
        var digits = folded.TakeWhile(char.IsAsciiDigit).Count();
        if (NumberOf(folded[..digits], 720) is not { } n) return null;
        Duration? age = folded[digits..].Trim() switch
        {
            "h" or "hour" or "hours" or "hora" or "horas" => Duration.FromHours(n),
            "d" or "day" or "days" or "dia" or "dias" => Duration.FromDays(n),
            _ => null,
        };
        return age <= Duration.FromDays(30) ? age : null;
    }
}
