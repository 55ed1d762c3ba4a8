namespace MutualAid.Core.Localisation;

/// <summary>What is said of what waits for a nod.</summary>
internal static partial class Texts
{
    public const string ButtonWaveThrough = "say.button-wave-through";
    public const string NodAlready = "say.nod-already";
    public const string NodCard = "say.nod-card";
    public const string NodDone = "say.nod-done";
    public const string NodEdited = "say.nod-edited";
    public const string NodFirst = "say.nod-first";
    public const string NodOfferAnyway = "say.nod-offer-anyway";
    public const string NodOfferCard = "say.nod-offer-card";
    public const string NodOfferWaits = "say.nod-offer-waits";
    public const string NodOfBlocked = "say.nod-of-blocked";
    public const string NodOfNewcomer = "say.nod-of-newcomer";
    public const string NodOwn = "say.nod-own";
    public const string NodUrgent = "say.nod-urgent";
    public const string NodWaits = "say.nod-waits";
    public const string StatusWaits = "say.status-waits";
}
