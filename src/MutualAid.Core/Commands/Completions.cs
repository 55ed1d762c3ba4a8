using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Commands;

/// <summary>One value that fits what is being typed. <paramref name="Hint"/> says more about it.</summary>
public sealed record Completion(string Value, RichText Label, RichText Hint);

/// <summary>Values for an option while it is being typed. Reads only; safe from any thread.</summary>
public sealed class Completions
{
    /// <summary>Discord shows at most this many.</summary>
    public const int Most = 25;

    private readonly GroupDirectory groups;
    private readonly INeedStore needs;
    private readonly IOfferStore offers;
    private readonly TimeProvider time;

    internal Completions(GroupDirectory groups, INeedStore needs, IOfferStore offers, TimeProvider time)
    {
        this.groups = groups;
        this.needs = needs;
        this.offers = offers;
        this.time = time;
    }

    /// <summary>Whether there is ever anything to offer for an option.</summary>
    public static bool Has(CommandOption option) =>
        option.Type is OptionType.NeedNumber or OptionType.Moment or OptionType.Flag or OptionType.Choice || option.Name == "area";

    /// <summary>At most <see cref="Most"/> values of an option that fit what is typed so far; none for an unknown option.</summary>
    public async Task<IReadOnlyList<Completion>> ForAsync(
        GroupId groupId, PlaceId home, PersonId actor, string? languageTag, string command, string option, string typed, CancellationToken cancellationToken)
    {
        var known = CommandList.Find(command)?.Options.FirstOrDefault(o => o.Name == option);
        if (known is null) return [];
        var now = time.GetCurrentInstant();
        var group = await groups.FindOrAddAsync(groupId, home, now, cancellationToken);
        var rules = groups.RulesOf(group);
        var language = Languages.Find(languageTag) ?? rules.Language;
        var found = known switch
        {
            { Type: OptionType.NeedNumber } => await NumbersAsync(group, rules, actor, language, command, typed, cancellationToken),
            { Type: OptionType.Moment } => Moments(rules, language, typed, now),
            { Type: OptionType.Flag } => Values(["yes", "no"], typed),
            { Name: "category" } => rules.Categories.Select(c => new Completion(c, RichText.Of(new MemberWords(NeedCategories.Label(c, language))), RichText.Empty))
                .Where(c => Fits(c.Value, typed) || Fits(PlainText.Of(c.Label, _ => "", _ => ""), typed)),
            { Name: "setting" } => Setting.All.Where(s => Fits(s.Name, typed)).Select(s => new Completion(s.Name, RichText.Of(s.Name), language.Say("setting." + s.Name)))
                .Concat(Values(Setting.Views, typed)),
            { Name: "area" } => await AreasAsync(group, typed, cancellationToken),
            _ => Values(known.Values, typed),
        };
        return [.. found.Take(Most)];
    }

    private async Task<IEnumerable<Completion>> NumbersAsync(
        Group group, GroupRules rules, PersonId actor, Language language, string command, string typed, CancellationToken cancellationToken)
    {
        var fitting = command switch
        {
            "claim" => (await needs.OpenInAsync(group.Id, cancellationToken)).Where(n => n is { Remaining: > 0, IsUnseen: false } && n.Requester != actor),
            "release" => await needs.OpenClaimedByAsync(group.Id, actor, cancellationToken),
            "done" => (await needs.OpenClaimedByAsync(group.Id, actor, cancellationToken)).Concat(await needs.OpenAskedByAsync(group.Id, actor, cancellationToken)),
            "close" => (await needs.OpenInAsync(group.Id, cancellationToken)).Where(n => !n.IsUnseen || n.Requester == actor),
            _ => await needs.OpenAskedByAsync(group.Id, actor, cancellationToken),
        };
        var offered = command is "close" or "edit" ? await offers.OpenOfAsync(group.Id, actor, cancellationToken) : [];
        var wanted = typed.TrimStart('#');
        return NeedOrder.MostPressing(fitting).Select(n => (n.Number, n.What, n.PostedAt)).Concat(offered.Select(o => (o.Number, o.What, o.PostedAt)))
            .Where(n => n.Number.ToString(CultureInfo.InvariantCulture).StartsWith(wanted, StringComparison.Ordinal) || Fits(n.What, wanted))
            .Select(n => new Completion(
                n.Number.ToString(CultureInfo.InvariantCulture),
                RichText.Of(new Words($"#{n.Number} "), new MemberWords(Excerpt.Of(n.What))),
                RichText.Of(language.Moment(n.PostedAt, rules.Zone, MomentStyle.Relative))));
    }

    private static IEnumerable<Completion> Moments(GroupRules rules, Language language, string typed, NodaTime.Instant now)
    {
        var phrases = typed.Length == 0 ? WhenExamples.For(language.Tag) : WhenExamples.For(language.Tag).Where(e => Fits(e, typed)).Prepend(typed);
        foreach (var phrase in phrases.Distinct(StringComparer.Ordinal))
        {
            if (WhenParser.Read(phrase, language.Tag, now.InZone(rules.Zone)) is Understood understood)
                yield return new Completion(phrase, RichText.Of(new MemberWords(phrase)), RichText.Of(language.Moment(understood.At, rules.Zone)));
        }
    }

    private async Task<IEnumerable<Completion>> AreasAsync(Group group, string typed, CancellationToken cancellationToken) =>
        (await needs.OpenInAsync(group.Id, cancellationToken)).Where(n => !n.IsUnseen).Select(n => n.Area).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(a => Fits(a, typed)).Order(StringComparer.OrdinalIgnoreCase).Select(a => new Completion(a, RichText.Of(new MemberWords(a)), RichText.Empty));

    private static IEnumerable<Completion> Values(IEnumerable<string> values, string typed) =>
        values.Where(v => Fits(v, typed)).Select(v => new Completion(v, RichText.Of(v), RichText.Empty));

    private static bool Fits(string value, string typed) =>
        Folding.Fold(value).Contains(Folding.Fold(typed), StringComparison.Ordinal);
}
