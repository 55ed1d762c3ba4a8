using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>
/// What stood in a need before it was changed. Old private details are not kept: only that they changed.
/// </summary>
/// <param name="At">When it was changed.</param>
/// <param name="What">What was asked for.</param>
/// <param name="Category">The category's key, or null.</param>
/// <param name="NeededBy">Needed by then, or null.</param>
/// <param name="Area">The area, or null.</param>
/// <param name="Quantity">How many parts.</param>
/// <param name="HasNewDetails">Whether the private details, or for whom it is, changed.</param>
public sealed record NeedEdit(Instant At, string What, string? Category, Instant? NeededBy, string? Area, int Quantity, bool HasNewDetails)
{
    /// <summary>What stands there before this content takes its place.</summary>
    internal static NeedEdit Before(Need need, NeedContent next, Instant now) => new(
        now, need.What, need.Category, need.NeededBy, need.Area, need.Quantity, need.Details != next.Details || need.OnBehalfOf != next.OnBehalfOf);

    /// <summary>What changed, a line each, from what stood there to what stood there next.</summary>
    internal ImmutableArray<RichText> Lines(NeedEdit next, GroupRules rules, Language language)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        RichText Words(string? text) => text is null ? language.Say(Texts.ChangedNothing) : RichText.Of(new MemberWords(text));
        void Line(string field, RichText before, RichText after) =>
            lines.Add(language.Say(Texts.Changed, ("field", language.Plain("field." + field)), ("before", before), ("after", after)));

        if (What != next.What) Line("what", Words(What), Words(next.What));
        if (Category != next.Category) Line("category", Kind(Category), Kind(next.Category));
        if (NeededBy != next.NeededBy) Line("when", When(NeededBy), When(next.NeededBy));
        if (Area != next.Area) Line("area", Words(Area), Words(next.Area));
        if (Quantity != next.Quantity) Line("quantity", Number(Quantity), Number(next.Quantity));
        if (HasNewDetails) lines.Add(language.Say(Texts.ChangedDetails));
        return lines.ToImmutable();

        RichText Kind(string? category) => category is null ? language.Say(Texts.ChangedNothing) : NeedCategories.Shown(category, language);
        RichText When(Instant? at) => at is { } time ? RichText.Of(language.Moment(time, rules.Zone, MomentStyle.Absolute)) : language.Say(Texts.ChangedNothing);
        static RichText Number(int n) => RichText.Of(n.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}

public sealed partial record Need
{
    private const int RememberedEdits = 5;

    /// <summary>Everything that was changed at or after an instant, as far as it is remembered, oldest first, a line each; null: since ever.</summary>
    internal ImmutableArray<RichText> ChangesSince(Instant? since, GroupRules rules, Language language)
    {
        var first = Edits.TakeWhile(e => e.At < since).Count();
        return [.. Edits.Skip(first).SelectMany((e, i) => e.Lines(first + i + 1 < Edits.Length ? Edits[first + i + 1] : Standing, rules, language))];
    }

    /// <summary>Everything that was changed, as far as it is remembered, oldest first.</summary>
    internal ImmutableArray<RichText> Changes(GroupRules rules, Language language) => ChangesSince(null, rules, language);

    /// <summary>What stands there now, as if it were to be changed.</summary>
    private NeedEdit Standing => NeedEdit.Before(this, Content, PostedAt);

    private Need Remembering(NeedContent next, Instant now)
    {
        var edits = Edits.Add(NeedEdit.Before(this, next, now));
        return this with { Edits = edits.Length > RememberedEdits ? edits[^RememberedEdits..] : edits };
    }
}
