using NodaTime;

namespace MutualAid.Core.Measuring;

/// <summary>What one sweep saw of each kind of document: the first look of a kind sees the whole backlog, later ones of the same sweep what is left of it.</summary>
internal sealed class DueMeasure
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>A sweep begins.</summary>
    public void Begin() => seen.Clear();

    /// <summary>So many were due at this look; the first of them longest.</summary>
    public void Saw(string kind, int count, Instant? longest, Instant now)
    {
        if (seen.Add(kind)) CoreMeasures.Due(kind, count, longest is { } since && since < now ? now - since : Duration.Zero);
    }
}
