namespace MutualAid.Matrix.Talking;

/// <summary>What somebody who sends faster than people type is told.</summary>
internal enum Allowance
{
    /// <summary>It is answered.</summary>
    Heard,

    /// <summary>It is not, and they are told so: from now on, for a while.</summary>
    TellThem,

    /// <summary>It is not answered.</summary>
    Unheard,
}

/// <summary>Keeps one person from taking everybody's time: a burst, and then a few a minute. Thread-safe; remembers only who is active.</summary>
internal sealed class Floods(TimeProvider time)
{
    private const int Burst = 30;
    private const int Remembered = 5_000;
    private static readonly TimeSpan OneMoreAfter = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Recent<string, (double Left, long At, bool Told)> people = new(Remembered);

    /// <summary>More of theirs waits than is taken in: whether they are to be told. What is left to them of their burst is halved.</summary>
    public bool Overran(string user)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var (left, _, told) = people.TryGet(user, out var known) ? known : (Burst, now, false);
            people.Set(user, (Math.Min(left, (Burst / 2) - 1), now, true));
            return !told;
        }
    }

    public Allowance Ask(string user)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var (left, at, told) = people.TryGet(user, out var known) ? known : (Burst, now, false);
            left = Math.Min(Burst, left + (time.GetElapsedTime(at, now) / OneMoreAfter));
            if (left >= 1)
            {
                // Only after a pause are they told anew.
                people.Set(user, (left - 1, now, told && left < Burst / 2));
                return Allowance.Heard;
            }

            people.Set(user, (left, now, true));
            return told ? Allowance.Unheard : Allowance.TellThem;
        }
    }
}
