using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Commands;

/// <summary>Everything that can be done, by name.</summary>
internal sealed record UseCases(
    PostNeed PostNeed,
    ListNeeds ListNeeds,
    ListMine ListMine,
    ClaimNeed ClaimNeed,
    ReleaseClaim ReleaseClaim,
    FinishNeed FinishNeed,
    CloseNeed CloseNeed,
    EditNeed EditNeed,
    BumpNeed BumpNeed,
    FreeClaims FreeClaims,
    ReopenNeed ReopenNeed,
    ShowDetails ShowDetails,
    ShowMore ShowMore,
    MoveCards MoveCards,
    SeeArrivals SeeArrivals,
    SetCategory SetCategory,
    StillThere StillThere,
    TellAbout TellAbout,
    PostOffer PostOffer,
    ListOffers ListOffers,
    ChangeOffer ChangeOffer,
    AskForOffer AskForOffer,
    SuggestOffers SuggestOffers,
    ShowDigest ShowDigest,
    ChangeSettings ChangeSettings,
    BlockPerson BlockPerson,
    ReadBlocked ReadBlocked,
    ReportThing ReportThing,
    DecideReport DecideReport,
    WaveThrough WaveThrough,
    ShowPrivacy ShowPrivacy);
