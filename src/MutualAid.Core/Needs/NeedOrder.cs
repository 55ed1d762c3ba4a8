using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Most pressing first: what is needed soonest, then what has waited longest.</summary>
internal static class NeedOrder
{
    public static IOrderedEnumerable<Need> MostPressing(IEnumerable<Need> needs) =>
        needs.OrderBy(n => n.NeededBy ?? Instant.MaxValue).ThenBy(n => n.PostedAt).ThenBy(n => n.Number);
}
