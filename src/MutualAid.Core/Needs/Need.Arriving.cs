using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Whether somebody who was let into a private conversation came, where people come into one by themselves.</summary>
/// <param name="Person">Who.</param>
/// <param name="Attendance">How they stood to it when the keeper looked last.</param>
/// <param name="At">
/// When the other side is told that they have not come, or will not; of who came, until when leaving is no better than not having come. Null: it was told.
/// </param>
public sealed record Arrival(PersonId Person, Attendance Attendance, Instant? At);

public sealed partial record Posting
{
    /// <summary>Who of <see cref="People"/> came into the private conversation; empty for everything else, and where nobody has to come by themselves.</summary>
    public ImmutableArray<Arrival> Arrivals { get; init; } = [];

    /// <summary>Who leaves so soon after coming has not been put in touch.</summary>
    private static readonly Duration RightAway = Duration.FromMinutes(5);

    /// <summary>Whether somebody was let in, and it is not known yet whether they come and stay.</summary>
    internal bool AwaitsSomebody(Instant now) => People.Any(p => Awaits(p, now));

    /// <summary>Whether this person was let in, and it is not known yet whether they come and stay.</summary>
    internal bool Awaits(PersonId person, Instant now) => People.Contains(person) && Arrivals.FirstOrDefault(a => a.Person == person) switch
    {
        null => true,
        { Attendance: Attendance.In } there => there.At > now,
        { } other => other.Attendance == Attendance.Invited,
    };

    /// <summary>Whoever was not looked for yet has yet to come.</summary>
    internal Attendance AttendanceOf(PersonId person) => Arrivals.FirstOrDefault(a => a.Person == person)?.Attendance ?? Attendance.Invited;

    /// <summary>The same, knowing how people stand to it now. <paramref name="by"/>: by when somebody newly let in should have come.</summary>
    internal Posting WithAttendance(IReadOnlyDictionary<PersonId, Attendance> attendance, Instant by, Instant now)
    {
        ImmutableArray<Arrival> next = [.. People.Select(p => Seen(p, attendance.GetValueOrDefault(p), by, now))];
        return next.SequenceEqual(Arrivals) ? this : this with { Arrivals = next };
    }

    private Arrival Seen(PersonId person, Attendance attendance, Instant by, Instant now) => Arrivals.FirstOrDefault(a => a.Person == person) switch
    {
        { Attendance: Attendance.Out } gone => gone,
        { Attendance: Attendance.In } there => attendance == Attendance.In || !Awaits(person, now) ? there : new Arrival(person, Attendance.Out, now),
        { } awaited when attendance == Attendance.Invited => awaited,
        _ => new Arrival(person, attendance, attendance switch { Attendance.In => now + RightAway, Attendance.Out => now, _ => by }),
    };
}

/// <summary>Who was invited into a private conversation and does not come keeps nobody waiting.</summary>
public sealed partial record Need
{
    /// <summary>When somebody is next to be told that the other side has not come, or null. Where nobody was there to be told by then, that is when somebody comes.</summary>
    internal Instant? TellOfAbsentAt(Instant now) =>
        IsOpen && !IsAside && Conversation is { Lost: false } talk ? talk.Arrivals.Select(a => a.Attendance == Attendance.Invited && a.At > now ? a.At : null).Min() : null;

    /// <summary>The same need, the keeper asked to look whether this person came into this conversation; the very same where nobody waits for them there.</summary>
    internal Need LookingFor(PersonId person, PlaceId conversation, Instant now) =>
        IsOpen && Conversation is { Lost: false } talk && talk.Place == conversation && talk.Awaits(person, now) ? ToShow(now) : this;

    /// <summary>The same need; where somebody will not come into the conversation, the other side is told as of anybody who can't be reached, and where somebody has not come by the time, there.</summary>
    internal Need ToldOfAbsent(Instant now)
    {
        if (!IsOpen || IsAside || Conversation is not { Lost: false } talk) return this;
        var due = talk.Arrivals.Where(a => a.At <= now && PrivateCards.PeopleOf(this).Contains(a.Person)).ToList();
        var next = due.Where(a => a.Attendance == Attendance.Out).Aggregate(this, (need, absent) => need.ToldOfUnreachable(absent.Person));
        var told = due.Where(a => a.Attendance == Attendance.Out).ToList();
        foreach (var (side, textKey) in new[] { (due.Where(a => a.Person == Requester), WhisperText.RequesterNotThere), (due.Where(a => a.Person != Requester), WhisperText.HelperNotThere) })
        {
            var late = side.Where(a => a.Attendance == Attendance.Invited).ToList();
            if (late.Count == 0 || Waiting(talk, textKey) is not { } waiting) continue;
            next = next.WithPosting(new Posting { Id = PostingId.New(), Kind = PostingKind.Whisper, To = waiting, TextKey = textKey, Place = talk.Place });
            told.AddRange(late);
        }

        if (told.Count == 0) return this;
        return next with
        {
            Postings = [.. next.Postings.Replace(talk, talk with { Arrivals = [.. talk.Arrivals.Select(a => told.Contains(a) ? a with { At = null } : a)] }).Select(p => p with { Since = p.Since ?? now })],
        };
    }

    /// <summary>Whether what was to be said in their conversation is still so.</summary>
    internal bool IsStillAwaited(Posting whisper) => IsOpen && Conversation is { Lost: false } talk && talk.Place == whisper.Place
        && talk.Arrivals.Any(a => a.Attendance == Attendance.Invited && a.Person == Requester == (whisper.TextKey == WhisperText.RequesterNotThere));

    /// <summary>One of those who are there and wait for the other side; null where nobody is.</summary>
    private PersonId? Waiting(Posting talk, string textKey)
    {
        var waiting = textKey == WhisperText.HelperNotThere ? [Requester] : ActiveClaims.Select(c => c.Person);
        return waiting.Where(p => talk.AttendanceOf(p) == Attendance.In).Select(p => (PersonId?)p).FirstOrDefault();
    }
}
