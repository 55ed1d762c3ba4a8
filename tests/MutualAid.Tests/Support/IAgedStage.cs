using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>A stage on which it can be said how long somebody is there.</summary>
internal interface IAgedStage
{
    /// <summary>Their account is there, or they are in the group, since then. To be said before people act.</summary>
    void Came(string person, Instant at);
}
