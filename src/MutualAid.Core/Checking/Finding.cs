namespace MutualAid.Core.Checking;

/// <summary>How much a finding matters.</summary>
public enum Weight
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The bot can run, and something is to be put right.</summary>
    Warning,

    /// <summary>The bot can't do its work.</summary>
    Failure,
}

/// <summary>
/// What a look at one thing found, for whoever runs the bot. Never a secret, a name, or what a person wrote; ids only of places, as the platform has them.
/// </summary>
/// <param name="Weight">How much it matters.</param>
/// <param name="What">What is so, as a sentence without an end.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
public sealed record Finding(Weight Weight, string What, string? Remedy = null)
{
    public static Finding Fine(string what) => new(Weight.Fine, what);

    public static Finding Warning(string what, string remedy) => new(Weight.Warning, what, remedy);

    public static Finding Failure(string what, string remedy) => new(Weight.Failure, what, remedy);
}
