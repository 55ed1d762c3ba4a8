using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Keeping;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Groups;

/// <summary>Shows the group's settings to anyone; a facilitator changes one at a time.</summary>
internal sealed class ChangeSettings(GroupDirectory groups, INeedStore needs, NeedChanges changes, Troubles troubles, ReadBlocked blocked, DecideReport reports, IAttention attention, IEnumerable<IChatPlatform> platforms)
{
    private const int LongestLogged = 100;

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var name = ask.Option("setting")?.ToLowerInvariant();
        var value = MemberText.CleanLine(ask.Options.GetValueOrDefault("value"));
        if (name is null) return await ShownAsync(ask, cancellationToken);
        if (name == ReadLog.Name) return ReadLog.FromCommand(ask);
        if (name == DecideReport.Name) return await reports.FromCommandAsync(ask, cancellationToken);
        if (name == ReadBlocked.Name) return await blocked.FromCommandAsync(ask, cancellationToken);
        if (Setting.Find(name) is not { } setting)
        {
            return ask.Misread(
                Texts.SettingUnknown,
                ("typed", new MemberWords(Excerpt.Of(name))),
                ("known", string.Join(", ", Setting.All.Select(s => s.Name).Concat(Setting.Views))));
        }

        if (value is null) return ask.Tell(Texts.SettingIs, ("setting", setting.Name), ("value", setting.Shown(ask))) with { Sections = [Row(ask, setting)] };
        if (!ask.IsFacilitator) return ask.Refuse(Texts.SettingsFacilitatorOnly);
        if (setting.Change(ask, ask.Group, value) is null)
            return ask.Misread(Texts.SettingBad, ("typed", new MemberWords(Excerpt.Of(value))), ("setting", setting.Name), ("allowed", ask.Language.Plain("setting." + setting.Name)));

        var act = new FacilitatorAct(Token.From("act", ask.Key), ask.Now, ask.Actor, ActKind.ChangedSetting) { Setting = setting.Name, Value = Excerpt.Of(value, LongestLogged) };
        var changed = await groups.ChangeAsync(
            ask.Group.Id,
            g => !g.HasLogged(act.Key) && setting.Change(ask, g, value) is { } next ? next.Rescheduled(groups.RulesOf(next), ask.Now).Logged(act, ask.Now) : g,
            cancellationToken);
        await troubles.ResettledAsync(changed, cancellationToken);
        var after = ask with { Group = changed, Rules = groups.RulesOf(changed) };
        if (after.Rules.Language != ask.Rules.Language || after.Rules.Pace != ask.Rules.Pace) await TakeUpAsync(after, cancellationToken);
        return after.Tell(Texts.SettingChanged, ("setting", setting.Name), ("value", setting.Shown(after)));
    }

    /// <summary>Cards speak the group's language, and tell its time; what is open follows its pace. All of it is brought to the new one.</summary>
    private async Task TakeUpAsync(Ask ask, CancellationToken cancellationToken)
    {
        var open = await needs.OpenInAsync(ask.Group.Id, cancellationToken);
        await Task.WhenAll(open.Select(n => changes.ApplyAsync(
            n.Id, ask.Rules.Pace, ask.Now, need => (need with { KeepAt = ask.Now, RemindAt = null }, true), cancellationToken)));
        attention.Wants(ask.Group.Id);
    }

    private async Task<Reply> ShownAsync(Ask ask, CancellationToken cancellationToken) =>
        ask.Tell(ask.IsFacilitator ? Texts.SettingsIntroFacilitator : Texts.SettingsIntro) with
        {
            Sections = [.. await MissingAsync(ask, cancellationToken), .. Setting.All.Select(s => Row(ask, s)), new ReplySection(ask.Language.Say(Texts.SettingsViews), [])],
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
