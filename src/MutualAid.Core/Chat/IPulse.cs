namespace MutualAid.Core.Chat;

/// <summary>How much of a platform is in touch.</summary>
public enum Touch
{
    /// <summary>Nothing of it, for now.</summary>
    Down,

    /// <summary>Some of its connections.</summary>
    Partly,

    /// <summary>All of it.</summary>
    Up,

    /// <summary>Other processes on the same store are; this one takes over from them.</summary>
    Elsewhere,
}

/// <summary>A platform that knows whether it is in touch. Safe from any thread, answers at once from what it heard lately, never throws.</summary>
public interface IPulse
{
    /// <summary>As <see cref="IChatPlatform.Name"/>.</summary>
    string Platform { get; }

    /// <summary>Whether something came in lately that only a living connection brings.</summary>
    Touch Touch { get; }

    /// <summary>For how long nothing came in; null: nothing ever did.</summary>
    TimeSpan? Silent { get; }
}
