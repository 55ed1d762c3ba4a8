using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Trust;

/// <summary>Everything that only a facilitator can do. The list stands in the README of Core too, and a test holds the two together.</summary>
public enum ActKind
{
    /// <summary>Closed a need of somebody else.</summary>
    ClosedNeed,

    /// <summary>Closed an offer of somebody else.</summary>
    ClosedOffer,

    /// <summary>Freed claims on a need of somebody else.</summary>
    FreedClaims,

    /// <summary>Changed a setting, a limit among them.</summary>
    ChangedSetting,

    /// <summary>Posted the digest for all.</summary>
    PostedDigest,

    /// <summary>Kept somebody from posting for a time.</summary>
    Blocked,

    /// <summary>Let somebody post again before that time was over.</summary>
    Unblocked,

    /// <summary>Read a report, and left what it is about as it is.</summary>
    LeftReported,
}

/// <summary>
/// Something that a facilitator did, as every member can read it. It has numbers and never what somebody asked for, and never whom it
/// was about: their power is seen, and nobody is exposed by it. Immutable.
/// </summary>
/// <param name="Key">Names it: the same for a redelivery of the same event, so that it is written down once.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Kind">What.</param>
public sealed record FacilitatorAct(string Key, Instant At, PersonId By, ActKind Kind)
{
    /// <summary>The number of the need or offer it was about, or null.</summary>
    public int? Number { get; init; }

    /// <summary>The setting that was changed, or null.</summary>
    public string? Setting { get; init; }

    /// <summary>To what it was changed, as typed; or null.</summary>
    public string? Value { get; init; }

    /// <summary>The reason that everybody was told, or null where none is asked for.</summary>
    public string? Why { get; init; }

    /// <summary>Why somebody was kept from posting: what was chosen, never what was added in words. Null for anything else, and where it was written down before there was this.</summary>
    public Concern? Concern { get; init; }

    /// <summary>For how many days, or null as above.</summary>
    public int? Days { get; init; }
}
