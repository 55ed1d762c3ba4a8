using MutualAid.Core.Chat;
using MutualAid.Core.Commands;

namespace MutualAid.Core.Groups;

internal sealed partial record Setting
{
    /// <summary>What is no setting and is read in the same place.</summary>
    public static IReadOnlyList<string> Views { get; } = [Trust.ReadLog.Name, Trust.ReadBlocked.Name, Trust.DecideReport.Name];

    private static readonly string[] LimitNames = ["open-needs", "needs-an-hour", "open-claims", "open-offers", "offers-an-hour"];

    /// <summary>All limits in one place: "open-offers 20", or "default" for all of them.</summary>
    private static Setting AllLimits() => new("limits", ShownLimits, (ask, group, value) =>
    {
        if (IsDefault(value)) return LimitNames.Aggregate(group, (g, name) => Find(name)!.Change(ask, g, Default)!);
        return value.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var which, var number]
            && LimitNames.FirstOrDefault(n => n.Equals(which, StringComparison.OrdinalIgnoreCase)) is { } limit
                ? Find(limit)!.Change(ask, group, number)
                : null;
    });

    private static RichText ShownLimits(Ask ask) => LimitNames
        .Select(name => RichText.Of(name + " ").Then(Find(name)!.Shown(ask)))
        .Aggregate((all, one) => all.Then(RichText.Of(" · ")).Then(one));
}
