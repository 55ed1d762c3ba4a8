using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>Whether it is left alone, because the bot was removed from its group: nothing of it is due, asked or said, but what erases it goes on.</summary>
    public bool IsAside { get; init; }

    /// <summary>Whether it is set aside where its group was left, and nowhere else. What is held, or as good as gone, nobody has to set aside.</summary>
    internal bool Fits(Group group) => IsHeld || IsGone || IsAside == group.IsLeft;

    /// <summary>The same need, set aside or taken up as its group is; taken up, it is shown, and what was on its way is said where it is still so.</summary>
    internal Need FittedInto(Group group, Pace pace, Instant now) => Fits(group) ? this
        : group.IsLeft ? this with { IsAside = true }
        : pace.Paced((this with { IsAside = false }).ToShow(now), now);

    /// <summary>Whether a posting is left as it is because the need is set aside: what erases something, or lets somebody out, is not.</summary>
    private bool SetsAside(Posting posting) => IsAside && !posting.IsToBeTakenBack
        && (IsErased ? posting.Kind == PostingKind.Whisper : posting.Kind != PostingKind.Introduction || LeaversOf(posting).IsEmpty);
}
