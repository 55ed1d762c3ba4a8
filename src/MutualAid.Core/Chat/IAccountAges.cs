using NodaTime;

namespace MutualAid.Core.Chat;

/// <summary>A platform that can tell how long somebody has been there.</summary>
public interface IAccountAges
{
    /// <summary>
    /// Since when this person's account is there, or they are among these people: whichever of the two the platform knows. Null where it knows neither. Throws
    /// <see cref="ChatException"/> where that can't be found out now. Who is asked about often costs the platform nothing more.
    /// </summary>
    Task<Instant?> SinceAsync(PersonId person, GroupId group, CancellationToken cancellationToken);
}
