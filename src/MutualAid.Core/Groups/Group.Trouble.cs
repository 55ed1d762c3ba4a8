using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>More places at once than anybody wants to be told of one by one.</summary>
    private const int MostTroubles = 10;

    /// <summary>Nobody is told of the same place more often than that, however often it comes and goes.</summary>
    private static readonly Duration TellAtMostEvery = Duration.FromDays(1);

    /// <summary>Places that can't be written to, and those that lately could not.</summary>
    public ImmutableArray<Trouble> Troubles { get; init; } = [];

    /// <summary>Whether some place can't be written to.</summary>
    internal bool IsInTrouble => Troubles.Any(t => t.EndedAt is null);

    /// <summary>A trouble that the keeper has to tell somebody of, or null.</summary>
    internal Trouble? TroubleToTell => Troubles.FirstOrDefault(t => t is { IsUntold: true, IsForNext: false });

    /// <summary>When what its place refused, to be shown or taken away, is tried again, or null.</summary>
    internal Instant? RetryAt => Postings.Where(p => !AwaitsAnother(p)).Select(p => p.Refused?.RetryAt).Min();

    internal bool IsInTroubleIn(PlaceId place) => Troubles.Any(t => t.EndedAt is null && t.Place == place);

    /// <summary>Whether a posting is to be left alone for now: it waits for its time, or for what replaces it to be there.</summary>
    internal bool Leaves(Posting posting, Instant now) => posting.WaitsAt(now) || AwaitsAnother(posting);

    /// <summary>The same group, knowing that a place refused what belongs there. What is known already changes nothing.</summary>
    internal Group InTrouble(PlaceId place, bool isGone, Instant now)
    {
        var known = Troubles.FirstOrDefault(t => t.Place == place);
        var isTold = known?.ToldAt is { } told && (told >= known.Since || now - told < TellAtMostEvery);
        if (known is { EndedAt: null } && (isTold || known.IsUntold)) return this;
        var others = Troubles.Where(t => t.Place != place && (t.EndedAt is null || now - t.EndedAt < TellAtMostEvery)).ToList();
        if (others.Count(t => t.EndedAt is null) >= MostTroubles) return this;
        var lately = known?.ToldAt is { } last && now - last < TellAtMostEvery ? known.ToldAt : null;
        var trouble = new Trouble { Place = place, Since = now, IsGone = isGone, ToldAt = lately };
        return this with { Troubles = [.. others, trouble], KeepAt = lately is null ? now : KeepAt };
    }

    /// <summary>The same group after a place worked again: what waits for it is tried at once.</summary>
    internal Group OutOfTrouble(PlaceId place, Instant now) => IsInTroubleIn(place) ? Ended(t => t.Place == place, now).TriedNow(place, now) : this;

    /// <summary>The same group, all of whose places are thought to work again until one does not.</summary>
    internal Group InTroubleNoMore(Instant now) => Troubles.Aggregate(this, (group, trouble) => group.OutOfTrouble(trouble.Place, now));

    /// <summary>The same group after one of its places went over into another.</summary>
    internal Group Replaced(PlaceId place, Instant now) => (this with { Troubles = Troubles.RemoveAll(t => t.Place == place) }).Resettled(now);

    /// <summary>The same group after its settings changed: what waits is shown where it belongs now, at once.</summary>
    internal Group Resettled(Instant now)
    {
        var to = DigestPlace;
        var moved = this with
        {
            Postings = [.. Postings.SelectMany(p => p.Waits && p.Place != to ? Moved(p, to) : [p.TriedAt(now)])],
            KeepAt = Postings.Any(p => p.Waits) ? now : KeepAt,
        };
        // With no place set for cards they stay where they were asked.
        return Settings.CardsPlace is { } cards ? moved.Ended(t => t.Place != cards && t.Place != to, now) : moved;
    }

    /// <summary>The same group with one of its troubles changed.</summary>
    internal Group With(Trouble trouble, Func<Trouble, Trouble> change) =>
        this with { Troubles = [.. Troubles.Select(t => t.Place == trouble.Place && t.Since == trouble.Since ? change(t) : t)] };

    /// <summary>Whether a message is to go, and what replaces it is not there yet.</summary>
    private bool AwaitsAnother(Posting posting) => posting is { Retired: true, Message: not null } && Postings.Any(p => p.Kind == posting.Kind && p is { Waits: true, Message: null });

    private static IEnumerable<Posting> Moved(Posting posting, PlaceId to) =>
        posting.Message is null ? [posting.In(to)] : [posting.Retire(), posting.In(to)];

    /// <summary>The same group; what waits for a place is tried at once.</summary>
    internal Group TriedNow(PlaceId place, Instant now) => Postings.Any(p => p.Waits && p.Place == place)
        ? this with { Postings = [.. Postings.Select(p => p.Place == place ? p.TriedAt(now) : p)], KeepAt = now }
        : this;

    /// <summary>What nobody was told of is forgotten; what somebody was told of, a day later.</summary>
    private Group Ended(Func<Trouble, bool> which, Instant now) => Troubles.Any(t => t.EndedAt is null && which(t))
        ? this with { Troubles = [.. Troubles.Select(t => t.EndedAt is null && which(t) ? t with { EndedAt = now, To = [] } : t).Where(t => t.EndedAt is null || t.ToldAt is not null)] }
        : this;
}
