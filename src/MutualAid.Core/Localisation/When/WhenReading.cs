using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>What came of reading a date or time written by a person.</summary>
internal abstract record WhenReading;

/// <summary>A moment ahead, within a year.</summary>
internal sealed record Understood(Instant At) : WhenReading;

/// <summary>Understood, but the moment is now or has gone by.</summary>
internal sealed record Past(Instant At) : WhenReading;

/// <summary>Not a date or time, or more than one, or one that does not exist.</summary>
internal sealed record Unreadable : WhenReading;

/// <summary>Understood, but more than a year away.</summary>
internal sealed record TooFar : WhenReading;
