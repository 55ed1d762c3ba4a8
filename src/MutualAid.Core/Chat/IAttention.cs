using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Chat;

/// <summary>
/// Hears that what a document shows may have changed. Never blocks and may be called from any thread; a hint only, since the
/// document's own due time brings it back after a crash.
/// </summary>
internal interface IAttention
{
    void Wants(NeedId need);

    void Wants(OfferId offer);

    void Wants(GroupId group);

    void Wants(MemberId member);
}
