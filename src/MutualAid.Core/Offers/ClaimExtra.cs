using System.Globalization;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Offers;

/// <summary>
/// What a claim button says beside the need: how much, and out of which offer. <c>3</c>, <c>all</c>, <c>3@offer</c>, <c>@offer</c>, or nothing.
/// </summary>
internal readonly record struct ClaimExtra(int? Quantity, OfferId? Offer)
{
    private const string All = "all";

    public static string Of(int? quantity, OfferId? offer) =>
        (quantity is null ? "" : quantity == Need.Everything ? All : quantity.Value.ToString(CultureInfo.InvariantCulture)) + (offer is { } id ? "@" + id : "");

    /// <summary>Null where it is neither.</summary>
    public static ClaimExtra? Read(string extra)
    {
        var parts = extra.Split('@', 2);
        OfferId? offer = parts.Length == 2 ? new OfferId(parts[1]) : null;
        if (parts[0].Length == 0) return new ClaimExtra(null, offer);
        if (parts[0] == All) return new ClaimExtra(Need.Everything, offer);
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) && quantity >= 1 ? new ClaimExtra(quantity, offer) : null;
    }
}
