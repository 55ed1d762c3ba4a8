using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Keeping;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>Shows the group's settings to anyone; a facilitator changes one at a time.</summary>
internal sealed class ChangeSettings(GroupDirectory groups, INeedStore needs, NeedChanges changes, Troubles troubles, IAttention attention, IEnumerable<IChatPlatform> platforms)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var name = ask.Option("setting")?.ToLowerInvariant();
        var value = MemberText.CleanLine(ask.Options.GetValueOrDefault("value"));
        if (name is null) return await ShownAsync(ask, cancellationToken);
        if (Setting.Find(name) is not { } setting)
        {
            return ask.Misread(
                Texts.SettingUnknown,
                ("typed", new MemberWords(Excerpt.Of(name))),
                ("known", string.Join(", ", Setting.All.Select(s => s.Name))));
        }

        if (value is null) return ask.Tell(Texts.SettingIs, ("setting", setting.Name), ("value", setting.Shown(ask))) with { Sections = [Row(ask, setting)] };
        if (!ask.IsFacilitator) return ask.Refuse(Texts.SettingsFacilitatorOnly);
        if (setting.Change(ask, ask.Group.Settings, value) is null)
            return ask.Misread(Texts.SettingBad, ("typed", new MemberWords(Excerpt.Of(value))), ("setting", setting.Name), ("allowed", ask.Language.Plain("setting." + setting.Name)));

        var changed = await groups.ChangeAsync(
            ask.Group.Id,
            g => setting.Change(ask, g.Settings, value) is { } settings ? groups.Rescheduled(g with { Settings = settings }, ask.Now) : g,
            cancellationToken);
        await troubles.ResettledAsync(changed, cancellationToken);
        var after = ask with { Group = changed, Rules = groups.RulesOf(changed) };
        if (after.Rules.Language != ask.Rules.Language || !after.Rules.Zone.Equals(ask.Rules.Zone)) await ShowAnewAsync(after, cancellationToken);
        return after.Tell(Texts.SettingChanged, ("setting", setting.Name), ("value", setting.Shown(after)));
    }

    /// <summary>Cards speak the group's language, and tell its time: what is open is brought to the new one.</summary>
    private async Task ShowAnewAsync(Ask ask, CancellationToken cancellationToken)
    {
        var open = await needs.OpenInAsync(ask.Group.Id, cancellationToken);
        await Task.WhenAll(open.Select(n => changes.ApplyAsync(n.Id, ask.Rules.Pace, ask.Now, need => (need with { KeepAt = ask.Now }, true), cancellationToken)));
        attention.Wants(ask.Group.Id);
    }

    private async Task<Reply> ShownAsync(Ask ask, CancellationToken cancellationToken) =>
        ask.Tell(ask.IsFacilitator ? Texts.SettingsIntroFacilitator : Texts.SettingsIntro) with
        {
            Sections = [.. await MissingAsync(ask, cancellationToken), .. Setting.All.Select(s => Row(ask, s))],
        };

    /// <summary>What the bot may not do where the group's cards and digests go.</summary>
    private async Task<List<ReplySection>> MissingAsync(Ask ask, CancellationToken cancellationToken)
    {
        var sections = new List<ReplySection>();
        foreach (var place in new[] { ask.Group.Settings.CardsPlace ?? ask.Group.Home, ask.Group.DigestPlace }.Distinct())
        {
            if (platforms.FirstOrDefault(p => p.Name == place.Platform) is not IPermissions platform) continue;
            try
            {
                if (await platform.MissingAsync(place, ask.Language.Tag, cancellationToken) is { IsEmpty: false } missing)
                    sections.Add(new ReplySection(ask.Language.Say(PlatformTexts.MissingIn, ("place", place), ("permissions", string.Join(", ", missing))), []));
            }
            catch (ChatException)
            {
                // Not to be found out now; the settings themselves are not held up by it.
            }
        }

        return sections;
    }

    private static ReplySection Row(Ask ask, Setting setting) =>
        new(RichText.Of($"{setting.Name}: ").Then(setting.Shown(ask)).Then(RichText.Of(" · " + ask.Language.Plain("setting." + setting.Name))), []);
}

/// <summary>
/// One setting of a group. <see cref="Change"/> gives the settings with the value, or null where it may not be that; "default" always may.
/// What it may be is the text <c>setting.{name}</c>.
/// </summary>
internal sealed record Setting(string Name, Func<Ask, RichText> Shown, Func<Ask, GroupSettings, string, GroupSettings?> Change)
{
    private const string Default = "default";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("cards", ask => Place(ask, ask.Group.Settings.CardsPlace, Texts.SettingWhereTyped),
            (ask, s, value) => Here(ask, value) is { } place ? s with { CardsPlace = place } : IsDefault(value) ? s with { CardsPlace = null } : null),
        new("digest-place", ask => RichText.Of(new PlaceName(ask.Group.DigestPlace)),
            (ask, s, value) => Here(ask, value) is { } place ? s with { DigestPlace = place } : IsDefault(value) ? s with { DigestPlace = null } : null),
        new("digest-hour", ask => RichText.Of(Time(ask.Rules.DigestTime)),
            (_, s, value) => IsDefault(value) ? s with { DigestTime = null } : GroupOptions.ParseTime(value) is { } time ? s with { DigestTime = time } : null),
        new("zone", ask => RichText.Of(ask.Rules.Zone.Id),
            (_, s, value) => IsDefault(value) ? s with { TimeZone = null } : ZoneOf(value) is { } zone ? s with { TimeZone = zone } : null),
        new("language", ask => RichText.Of(ask.Rules.Language.Name),
            (_, s, value) => IsDefault(value) ? s with { Language = null } : LanguageOf(value) is { } tag ? s with { Language = tag } : null),
        new("remind-after", ask => RichText.Of(Hours(ask)),
            (_, s, value) => IsDefault(value) ? s with { RemindFirstAfter = null } : Number(value.TrimEnd('h'), 720) is { } hours ? s with { RemindFirstAfter = Duration.FromHours(hours) } : null),
        new("categories", ask => Categories(ask),
            (_, s, value) => IsDefault(value) ? s with { Categories = [] } : CategoriesOf(value) is { Count: > 0 } keys ? s with { Categories = [.. keys] } : null),
        new("open-needs", ask => RichText.Of(Number(ask.Rules.Limits.OpenNeeds)),
            (_, s, value) => IsDefault(value) ? s with { OpenNeeds = null } : Number(value, 10_000) is { } n ? s with { OpenNeeds = n } : null),
        new("needs-an-hour", ask => RichText.Of(Number(ask.Rules.Limits.NeedsAnHour)),
            (_, s, value) => IsDefault(value) ? s with { NeedsAnHour = null } : Number(value, 10_000) is { } n ? s with { NeedsAnHour = n } : null),
        new("open-claims", ask => RichText.Of(Number(ask.Rules.Limits.OpenClaims)),
            (_, s, value) => IsDefault(value) ? s with { OpenClaims = null } : Number(value, 10_000) is { } n ? s with { OpenClaims = n } : null),
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    private static bool IsDefault(string value) => Folding.Fold(value) == Default;

    private static PlaceId? Here(Ask ask, string value) => Folding.Fold(value) is "here" or "aqui" ? ask.Intent.Home : null;

    private static RichText Place(Ask ask, PlaceId? place, string otherwise) =>
        place is { } p ? RichText.Of(new PlaceName(p)) : ask.Language.Say(otherwise);

    private static string? ZoneOf(string value) =>
        DateTimeZoneProviders.Tzdb.Ids.FirstOrDefault(id => id.Equals(value, StringComparison.OrdinalIgnoreCase));

    private static string? LanguageOf(string value) =>
        Languages.All.FirstOrDefault(l => l.Tag == Folding.Fold(value) || Folding.Fold(l.Name) == Folding.Fold(value))?.Tag;

    private static RichText Categories(Ask ask) =>
        ask.Rules.Categories
            .Select(c => NeedCategories.Default.Contains(c) ? RichText.Of(NeedCategories.Name(c, ask.Language)) : RichText.Of(new MemberWords(c)))
            .Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));

    private static List<string>? CategoriesOf(string value)
    {
        var keys = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(word => NeedCategories.Find(word, NeedCategories.Default) ?? word).Distinct(StringComparer.Ordinal).ToList();
        return keys.Count <= 25 && keys.All(k => k.Length <= 30) ? keys : null;
    }

    private static int? Number(string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= most ? n : null;

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static string Time(LocalTime time) => $"{time.Hour:00}:{time.Minute:00}";

    private static string Hours(Ask ask) => string.Create(CultureInfo.InvariantCulture, $"{ask.Rules.Pace.FirstAfter.TotalHours:0.##} h");
}
