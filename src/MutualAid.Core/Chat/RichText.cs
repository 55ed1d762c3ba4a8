using System.Collections.Immutable;
using NodaTime;

namespace MutualAid.Core.Chat;

/// <summary>
/// One piece of a text. People, moments and links are types and not strings, so each platform shows them natively, and
/// what a member wrote stays apart from what we wrote, so it can never become markup, a link or a ping.
/// </summary>
public abstract record Span;

/// <summary>Our own words. Plain text: an adapter escapes what its platform would read as markup.</summary>
public sealed record Words(string Text) : Span;

/// <summary>
/// What a member wrote. Shown literally, with no effect on anything around it; see <see cref="MemberText.Shown"/>.
/// </summary>
public sealed record MemberWords(string Text) : Span;

/// <summary>A person, shown by the name the platform knows now. Never notifies unless the card says so.</summary>
public sealed record PersonName(PersonId Person) : Span;

/// <summary>A place, shown as the platform shows a link to a channel or room.</summary>
public sealed record PlaceName(PlaceId Place) : Span;

/// <summary>
/// An instant, shown in the reader's zone where the platform can, else in <paramref name="Zone"/> (IANA).
/// <paramref name="Absolute"/> is that local time in words, in the language of the text around it.
/// </summary>
public sealed record Moment(Instant At, string Zone, string Absolute, MomentStyle Style) : Span;

/// <summary>How a moment is shown.</summary>
public enum MomentStyle
{
    /// <summary>A date and a clock time, followed by how far away it is.</summary>
    Both,

    /// <summary>Only how far away it is: "2 hours ago".</summary>
    Relative,

    /// <summary>Only a date and a clock time.</summary>
    Absolute,
}

/// <summary>A link to the card of a need, shown as its number where the platform has no links.</summary>
public sealed record CardLink(int Number, PlaceId? Place, MessageId? Message) : Span;

/// <summary>A text made of spans, in order. Immutable. A line break is "\n" within <see cref="Words"/>.</summary>
public sealed record RichText(ImmutableArray<Span> Spans)
{
    /// <summary>No text at all.</summary>
    public static RichText Empty { get; } = new([]);

    /// <summary>A text of our own words only.</summary>
    public static RichText Of(string words) => new([new Words(words)]);

    /// <summary>A text of these spans.</summary>
    public static RichText Of(params ReadOnlySpan<Span> spans) => new([.. spans]);

    /// <summary>This text and then the other, with nothing in between.</summary>
    public RichText Then(RichText other) => new(Spans.AddRange(other.Spans));
}
