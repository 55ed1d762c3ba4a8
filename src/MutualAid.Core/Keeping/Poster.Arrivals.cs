using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;

namespace MutualAid.Core.Keeping;

internal sealed partial class Poster
{
    /// <summary>Looks who of those who were let into a conversation came; where people do not come by themselves, there is nothing to look for.</summary>
    public async Task<Posting> SeeArrivalsAsync(Posting talk, Need need, Pace pace, CancellationToken cancellationToken)
    {
        if (talk.Place is not { } place || !talk.AwaitsSomebody(time.GetCurrentInstant()) || PlatformOf(place.Value) is not IInvites invites) return talk;
        try
        {
            var (attendance, now) = (await invites.AttendanceAsync(place, cancellationToken), time.GetCurrentInstant());
            return talk.WithAttendance(attendance, pace.ComesBy(need, now), now);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // What is wrong with the place shows when something is to be said there.
            return talk;
        }
    }
}
