using System.Globalization;

namespace MutualAid.Core.Checking;

/// <summary>This machine's clock beside a platform's, by the header <c>Date</c> of an answer (RFC 9110, 6.6.1), which has whole seconds.</summary>
public static class ClockSkew
{
    private const string Remedy = "let this machine keep time by NTP (timedatectl set-ntp true, or chrony)";
    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(2);

    /// <summary>Beyond this reminders come at wrong times, and what has to be answered within seconds is taken for late.</summary>
    private static readonly TimeSpan TooFar = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What their time says of ours, which was <paramref name="asked"/> before the request and <paramref name="answered"/> after it. What the header's
    /// rounding and the way there may account for is held against nobody.
    /// </summary>
    public static Finding Of(string platform, DateTimeOffset? theirs, DateTimeOffset asked, DateTimeOffset answered)
    {
        if (theirs is not { } date) return Finding.Fine($"{platform} tells no time to hold the clock against");
        var way = (answered - asked) / 2;
        var apart = asked + way - (date + HalfASecond);
        var certain = apart.Duration() - HalfASecond - way;
        if (certain <= Noticeable) return Finding.Fine($"the clock agrees with {platform}'s");
        var what = string.Create(CultureInfo.InvariantCulture, $"the clock is {apart.Duration().TotalSeconds:0} s {(apart > TimeSpan.Zero ? "ahead of" : "behind")} {platform}'s");
        return certain > TooFar ? Finding.Failure(what, Remedy) : Finding.Warning(what, Remedy);
    }
}
