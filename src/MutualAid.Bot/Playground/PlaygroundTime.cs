using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;

namespace MutualAid.Bot.Playground;

/// <summary>
/// Moves the playground's time forward. It goes an hour at a time and lets everything that is due happen at its hour, so that a day looks
/// like a day and not like a bot that was asleep.
/// </summary>
internal sealed class PlaygroundTime(PlaygroundClock clock, PlaygroundChat chat, IGroupStore groups, DueWork due)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The new time in Unix milliseconds, when all that came due was handled; null for an unknown step.</summary>
    public async Task<long?> StepAsync(string? step, CancellationToken cancellationToken)
    {
        var by = step switch { "hour" => Hour, "day" => TimeSpan.FromDays(1), "digest" => await ToDigestAsync(cancellationToken), _ => (TimeSpan?)null };
        if (by is not { } left) return null;
        for (; left > TimeSpan.Zero; left -= Hour)
        {
            clock.Advance(left < Hour ? left : Hour);
            chat.ClockMoved();
            await due.SweepAndSettleAsync(cancellationToken);
        }

        return clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private async Task<TimeSpan> ToDigestAsync(CancellationToken cancellationToken)
    {
        var group = await groups.FindAsync(PlaygroundWorld.Group, cancellationToken);
        // Before anybody typed a command there is no group, and nothing to digest: a day passes.
        return group?.DigestAt is { } at ? at.ToDateTimeOffset() - clock.GetUtcNow() : TimeSpan.FromDays(1);
    }
}
