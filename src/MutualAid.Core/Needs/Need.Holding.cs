using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>So long what was typed is kept for whoever typed it.</summary>
    private static readonly Duration HeldFor = Duration.FromHours(1);

    /// <summary>Whether it waits for the word of whoever typed it.</summary>
    public bool IsHeld => Status == NeedStatus.Held;

    /// <summary>What somebody typed, and is asked about before it is posted.</summary>
    internal static Need Typed(NeedId id, GroupId group, PersonId requester, NeedContent content, Instant now) =>
        new Need { Id = id, Group = group, Number = 0, Requester = requester, What = content.What, PostedAt = now, Status = NeedStatus.Held, HeldUntil = now + HeldFor }.With(content);

    /// <summary>[Post anyway]. The very same need where it is not held any more, or not theirs.</summary>
    internal Need PostedBy(PersonId person, int number, PlaceId place, string key, Instant now) => !IsHeld || person != Requester
        ? this
        : (this with { Number = number, Status = NeedStatus.Open, HeldUntil = null, PostedAt = now, SuggestAt = now }).ShownIn(place).After(key, now);
}
