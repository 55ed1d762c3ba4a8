using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;

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
    StillThere StillThere,
    TellAbout TellAbout,
    ShowDigest ShowDigest,
    ChangeSettings ChangeSettings);
