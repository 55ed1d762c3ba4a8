using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Members;

/// <summary>Somebody wants to be forgotten everywhere. It stands on their member of the group where they said so until it is done, and then goes.</summary>
/// <param name="Person">Who.</param>
/// <param name="Since">When they said so: what they do afterwards is not meant.</param>
/// <param name="NextAt">When it goes on.</param>
/// <param name="Times">How often everything was looked through.</param>
/// <param name="Mark">Tells this time from every other (<see cref="Privacy.IErasures"/>).</param>
public sealed record Forgotten(PersonId Person, Instant Since, Instant NextAt, int Times, string? Mark = null)
{
    /// <summary>What was being decided when they said so is over by then, so whoever looks again finds all of it.</summary>
    internal static readonly Duration LookAgainAfter = Duration.FromMinutes(1);

    private const int GiveUpAfter = 100;

    /// <summary>Whether a platform could not be reached for so long that it is no longer waited for.</summary>
    internal bool IsGivenUp => Times >= GiveUpAfter;
}

public sealed partial record Member
{
    /// <summary>That they want to be forgotten, or null.</summary>
    public Forgotten? Forgotten { get; init; }

    /// <summary>The same, to be forgotten from now on: of this member at once. Said again while that goes on, it begins anew.</summary>
    internal Member ToForget(Instant now, string mark) => new() { Id = Id, Version = Version, Forgotten = new Forgotten(Id.Person, now, now, 0, mark) };

    /// <summary>The same, everything having been looked through once more. <paramref name="isNamed"/>: whether what they did since then names them.</summary>
    internal Member LookedThrough(Forgotten seen, bool isDone, bool isNamed, Instant now)
    {
        if (Forgotten is not { } forgotten || forgotten.Since != seen.Since || forgotten.Times != seen.Times) return this;
        // What they were asked is only counted for as long as there is something to ask them about.
        if (isDone && seen.Times > 0 && now >= seen.Since + Forgotten.LookAgainAfter)
            return isNamed ? this with { Forgotten = null } : this with { Forgotten = null, Questions = [], Postings = [], ToldOf = null, KeepAt = null };
        var next = isDone || forgotten.Times == 0 ? Instant.Max(now + Duration.FromSeconds(1), seen.Since + Forgotten.LookAgainAfter) : now + Duration.FromSeconds(Math.Min(600, 10 * forgotten.Times));
        return this with { Forgotten = forgotten with { Times = forgotten.Times + 1, NextAt = next } };
    }

    private static Instant? Earliest(Instant? one, Instant? other) => one is null ? other : other is null ? one : Instant.Min(one.Value, other.Value);
}
