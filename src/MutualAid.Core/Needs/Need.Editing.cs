using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>What a requester can say about a need, checked and within its limits.</summary>
public sealed record NeedContent(
    string What,
    string? Category,
    Instant? NeededBy,
    string? Area,
    int Quantity,
    string? Details,
    string? OnBehalfOf,
    bool Anonymous);

/// <summary>What became of an edit.</summary>
public enum EditOutcome
{
    /// <summary>It is changed.</summary>
    Edited,

    /// <summary>Nothing in it was different.</summary>
    Same,

    /// <summary>Fewer parts than people have taken on already.</summary>
    LessThanCovered,

    /// <summary>It is not theirs to change.</summary>
    NotYours,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

public sealed partial record Need
{
    /// <summary>What the requester said.</summary>
    public NeedContent Content => new(What, Category, NeededBy, Area, Quantity, Details, OnBehalfOf, Anonymous);

    /// <summary>A new need, to be shown in a place.</summary>
    internal static Need Asked(
        NeedId id, GroupId group, int number, PersonId requester, NeedContent content, PlaceId place, string key, Instant now) =>
        new Need { Id = id, Group = group, Number = number, Requester = requester, What = content.What, PostedAt = now, SuggestAt = now }
            .With(content).ShownIn(place).After(key, now);

    /// <summary>The requester changes what stands there; claimers are told privately.</summary>
    internal (Need Next, EditOutcome Outcome) EditedBy(PersonId person, NeedContent content, string key, Instant now)
    {
        if (HasHandled(key)) return (this, EditOutcome.Repeated);
        if (person != Requester) return (this, EditOutcome.NotYours);
        if (!IsOpen) return (this, EditOutcome.Closed);
        if (content.Quantity < Covered) return (this, EditOutcome.LessThanCovered);
        if (content == Content) return (this, EditOutcome.Same);
        var next = Remembering(content, now).With(content);
        if (content.NeededBy != NeededBy) next = next with { RemindAt = null };
        // Others are asked about what is other, or more.
        if ((content.What, content.Category, content.Area) != (What, Category, Area) || content.Quantity > Quantity) next = next with { SuggestAt = now };
        foreach (var claim in ActiveClaims) next = next.TellingOfEdit(claim.Person);
        return (next.After(key, now), EditOutcome.Edited);
    }

    /// <summary>The requester files it under another category.</summary>
    internal (Need Next, EditOutcome Outcome) FiledBy(PersonId person, string category, string key, Instant now)
    {
        if (HasHandled(key)) return (this, EditOutcome.Repeated);
        if (person != Requester) return (this, EditOutcome.NotYours);
        if (!IsOpen) return (this, EditOutcome.Closed);
        return Category == category ? (this, EditOutcome.Same) : ((this with { Category = category, SuggestAt = now }).After(key, now), EditOutcome.Edited);
    }

    /// <summary>
    /// The same need, with a private word of what was changed on its way. It takes the place of one that waits, and says what that would have said, too;
    /// under an id of its own, since the other may be being said right now, without the newest change. Should that have been said, it is taken away.
    /// </summary>
    private Need TellingOfEdit(PersonId person)
    {
        var waiting = Postings.Where(p => p is { TextKey: WhisperText.Edited, Retired: false } && p.To == person).ToList();
        var next = (this with { Postings = [.. Postings.Select(p => waiting.Contains(p) ? p.Retire() : p)] }).Telling(person, WhisperText.Edited);
        return waiting.Select(p => p.From ?? p.Since).Min() is not { } since
            ? next
            : next with { Postings = next.Postings.SetItem(next.Postings.Length - 1, next.Postings[^1] with { From = since }) };
    }

    private Need With(NeedContent content) => this with
    {
        What = content.What,
        Category = content.Category,
        NeededBy = content.NeededBy,
        Area = content.Area,
        Quantity = content.Quantity,
        Details = content.Details,
        OnBehalfOf = content.OnBehalfOf,
        Anonymous = content.Anonymous,
    };
}
