using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>
/// One setting of a group. <see cref="Change"/> gives the group with the value, or null where it may not be that; "default" always may.
/// What it may be is the text <c>setting.{name}</c>.
/// </summary>
internal sealed partial record Setting(string Name, Func<Ask, RichText> Shown, Func<Ask, Group, string, Group?> Change)
{
    private const string Default = "default";

    /// <summary>A surge that a facilitator declared ends by itself too.</summary>
    private static readonly Duration DeclaredSurge = Duration.FromHours(12);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Own("cards", ask => Place(ask, ask.Group.Settings.CardsPlace, Texts.SettingWhereTyped), Here, (s, place) => s with { CardsPlace = place }),
        Own("digest-place", ask => RichText.Of(new PlaceName(ask.Group.DigestPlace)), Here, (s, place) => s with { DigestPlace = place }),
        Own("digest-hour", ask => RichText.Of(Time(ask.Rules.DigestTime)), (_, value) => GroupOptions.ParseTime(value), (s, time) => s with { DigestTime = time }),
        OwnText("zone", ask => RichText.Of(ask.Rules.Zone.Id), ZoneOf, (s, zone) => s with { TimeZone = zone }),
        OwnText("language", ask => RichText.Of(ask.Rules.Language.Name), LanguageOf, (s, tag) => s with { Language = tag }),
        Own("remind-after", ask => Hours(ask.Rules.Pace.FirstAfter), HoursOf, (s, hours) => s with { RemindFirstAfter = hours }),
        Own("nudge-after", ask => Hours(ask.Rules.Pace.NudgeAfter), HoursOf, (s, hours) => s with { NudgeClaimAfter = hours }),
        Own("lapse-after", ask => Hours(ask.Rules.Pace.LapsesAfter), HoursOf, (s, hours) => s with { ClaimLapsesAfter = hours }),
        Own("expire-after", ask => Days(ask, ask.Rules.Pace.ExpiresAfter), DaysOf, (s, days) => s with { NeedExpiresAfter = days }),
        Own("quiet", Quiet, (_, value) => QuietOf(value), (s, quiet) => s with { QuietFrom = quiet?.From, QuietUntil = quiet?.Until }),
        new("pause", Pause, (ask, g, value) => IsOff(value) || IsDefault(value) ? g with { Settings = g.Settings with { PausedUntil = Instant.Min(ask.Now, g.Settings.PausedUntil ?? ask.Now) } }
            : PauseOf(ask, value) is { } until ? g with { Settings = g.Settings with { PausedFrom = ask.Now, PausedUntil = until } } : null),
        new("surge", Surge, (ask, g, value) => IsOff(value) || IsDefault(value) ? g with { SurgeUntil = null, RecentNeeds = [] }
            : IsOn(value) ? g with { SurgeUntil = ask.Now + DeclaredSurge } : null),
        new("categories", Categories, (ask, g, value) => IsDefault(value) ? g with { Settings = g.Settings with { Categories = [] } }
            : CategoriesOf(ask.Rules.Categories, value) is { Count: > 0 } keys ? g with { Settings = g.Settings with { Categories = [.. keys] } } : null),
        Own("open-needs", ask => RichText.Of(Number(ask.Rules.Limits.OpenNeeds)), (_, value) => NumberOf(value, 10_000), (s, n) => s with { OpenNeeds = n }),
        Own("needs-an-hour", ask => RichText.Of(Number(ask.Rules.Limits.NeedsAnHour)), (_, value) => NumberOf(value, 10_000), (s, n) => s with { NeedsAnHour = n }),
        Own("open-claims", ask => RichText.Of(Number(ask.Rules.Limits.OpenClaims)), (_, value) => NumberOf(value, 10_000), (s, n) => s with { OpenClaims = n }),
        Own("open-offers", ask => RichText.Of(Number(ask.Rules.Limits.OpenOffers)), (_, value) => NumberOf(value, 10_000), (s, n) => s with { OpenOffers = n }),
        Own("offers-an-hour", ask => RichText.Of(Number(ask.Rules.Limits.OffersAnHour)), (_, value) => NumberOf(value, 10_000), (s, n) => s with { OffersAnHour = n }),
        AllLimits(),
        NewcomersWait(),
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>A setting that takes the place of the host's, with null for the host's.</summary>
    private static Setting Own<T>(string name, Func<Ask, RichText> shown, Func<Ask, string, T?> read, Func<GroupSettings, T?, GroupSettings> set)
        where T : struct =>
        new(name, shown, (ask, g, value) => IsDefault(value) ? g with { Settings = set(g.Settings, null) }
            : read(ask, value) is { } own ? g with { Settings = set(g.Settings, own) } : null);

    private static Setting OwnText(string name, Func<Ask, RichText> shown, Func<string, string?> read, Func<GroupSettings, string?, GroupSettings> set) =>
        new(name, shown, (_, g, value) => IsDefault(value) ? g with { Settings = set(g.Settings, null) }
            : read(value) is { } own ? g with { Settings = set(g.Settings, own) } : null);

    private static bool IsDefault(string value) => Folding.Fold(value) == Default;

    private static bool IsOff(string value) => Folding.Fold(value) is "off" or "no" or "none" or "ninguna" or "nada";

    private static bool IsOn(string value) => Folding.Fold(value) is "on" or "yes" or "si";

    private static PlaceId? Here(Ask ask, string value) => Folding.Fold(value) is "here" or "aqui" ? ask.Intent.Home : null;

    private static RichText Place(Ask ask, PlaceId? place, string otherwise) =>
        place is { } p ? RichText.Of(new PlaceName(p)) : ask.Language.Say(otherwise);

    private static string? ZoneOf(string value) =>
        DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => id.Equals(value, StringComparison.OrdinalIgnoreCase));

    private static string? LanguageOf(string value) =>
        Languages.All.FirstOrDefault(l => l.Tag == Folding.Fold(value) || Folding.Fold(l.Name) == Folding.Fold(value))?.Tag;

    private static RichText Quiet(Ask ask) => ask.Rules.Pace is var pace && pace.QuietFrom == pace.QuietUntil
        ? ask.Language.Say(Texts.SettingNone)
        : RichText.Of($"{Time(pace.QuietFrom)}-{Time(pace.QuietUntil)}");

    private static (LocalTime From, LocalTime Until)? QuietOf(string value)
    {
        if (IsOff(value)) return (LocalTime.Midnight, LocalTime.Midnight);
        return value.Split('-', '–', StringSplitOptions.TrimEntries) is [var from, var until] && GroupOptions.ParseTime(from) is { } begins && GroupOptions.ParseTime(until) is { } ends
            ? (begins, ends)
            : null;
    }

    private static RichText Pause(Ask ask) => ask.Rules.Pace.Holiday is { } holiday && holiday.Contains(ask.Now)
        ? RichText.Of(ask.Moment(holiday.End))
        : ask.Language.Say(Texts.SettingOff);

    /// <summary>"until sunday", or only "sunday"; a day means its first hour after the quiet ones.</summary>
    private static Instant? PauseOf(Ask ask, string value)
    {
        var words = value.Split(' ', 2, StringSplitOptions.TrimEntries);
        var when = words.Length == 2 && Folding.Fold(words[0]) is "until" or "hasta" ? words[1] : value;
        return WhenParser.Read(when, ask.Language.Tag, ask.Now.InZone(ask.Rules.Zone)) is Understood understood && understood.At > ask.Now ? understood.At : null;
    }

    private static RichText Surge(Ask ask) => ask.Group.IsSurging(ask.Now)
        ? RichText.Of(ask.Moment(ask.Group.SurgeUntil!.Value))
        : ask.Language.Say(Texts.SettingOff);

    private static RichText Categories(Ask ask) =>
        ask.Rules.Categories
            .Select(c => NeedCategories.Shown(c, ask.Language))
            .Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));

    /// <summary>Words with commas are all there is; "+word" adds one to those of now, "-word" hides one, and beside such words one without a sign is added too.</summary>
    private static List<string>? CategoriesOf(ImmutableArray<string> now, string value)
    {
        var words = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var keys = words.Any(w => w[0] is '+' or '-' or '–') ? now.ToList() : [];
        foreach (var written in words)
        {
            var word = written.TrimStart('+', '-', '–').Trim();
            if (word.Length == 0) return null;
            if (written[0] is '-' or '–')
            {
                // Nobody is told that something was hidden which was not there.
                if (NeedCategories.Find(word, now) is not { } hidden || !keys.Remove(hidden)) return null;
            }
            else if (NeedCategories.Find(word, keys) is null)
            {
                keys.Add(NeedCategories.Find(word, NeedCategories.Default) ?? word);
            }
        }

        return keys.Count <= 25 && keys.All(k => k.Length <= 30) ? keys : null;
    }

    private static int? NumberOf(string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= most ? n : null;

    private static Duration? HoursOf(Ask ask, string value) => NumberOf(value.TrimEnd('h', ' '), 720) is { } hours ? Duration.FromHours(hours) : null;

    private static Duration? DaysOf(Ask ask, string value) => NumberOf(value, 365) is { } days ? Duration.FromDays(days) : null;

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static string Time(LocalTime time) => $"{time.Hour:00}:{time.Minute:00}";

    private static RichText Hours(Duration duration) => RichText.Of(string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.##} h"));

    private static RichText Days(Ask ask, Duration duration) =>
        ask.Language.Say(Texts.SettingDays, ("n", (int)Math.Round(duration.TotalDays)));
}
