using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>What somebody meant by a time in words.</summary>
internal abstract record WhenReading;

/// <summary>A time ahead.</summary>
internal sealed record Understood(Instant At) : WhenReading;

/// <summary>A time that is over.</summary>
internal sealed record Past(Instant At) : WhenReading;

/// <summary>More than a year away.</summary>
internal sealed record TooFar : WhenReading;

/// <summary>Not a time, or only partly: nothing is guessed from half a phrase.</summary>
internal sealed record Unreadable : WhenReading;
