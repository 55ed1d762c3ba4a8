using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Brings one posting to what it should show, and no further. The posting comes back as it is now, or null when nothing of it is
/// left to keep. Throws <see cref="ChatException"/> only where trying again may help.
/// </summary>
internal sealed partial class Poster(IEnumerable<IChatPlatform> platforms, TimeProvider time)
{
    /// <summary>How often it is tried to remove what the bot may not: for about a week.</summary>
    private const int MostRemovals = 32;

    /// <summary>
    /// So many are let into a private conversation before it is stored who is in it: whoever is stopped again and again while hundreds wait must get on, and the card in the place must not wait for
    /// the twentieth.
    /// </summary>
    private const int MostLetIn = 3;

    private readonly ImmutableDictionary<string, IChatPlatform> byName = platforms.ToImmutableDictionary(p => p.Name);

    /// <summary>This caller's turn to write to a place; nothing to wait for where the platform sets no pace.</summary>
    public async Task<IDisposable?> TurnAsync(PlaceId? place, CardKind kind, CancellationToken cancellationToken) =>
        place is { } at && byName.GetValueOrDefault(at.Platform) is IPaced paced ? await paced.TurnAsync(at, kind, cancellationToken) : null;

    /// <summary>
    /// Shows a card in the posting's place, or takes it away when it is retired. A card that is gone, or whose place is, moves to
    /// <paramref name="otherwise"/>, if that is not the place that is gone. What can't be shown there either, or may not be taken away, comes back with
    /// the time of its next attempt.
    /// </summary>
    public async Task<Posting?> ShowAsync(Posting posting, Card? card, PlaceId? otherwise, CancellationToken cancellationToken)
    {
        if (posting.Place is not { } place) return posting.Retired ? null : posting;
        try
        {
            return await ShowInAsync(PlatformOf(place.Value), place, posting, card, cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            var isAway = e.Problem is ChatProblem.Gone or ChatProblem.PlaceGone;
            if (isAway && (posting.Retired || card is { IsErased: true })) return null;
            // It stands where the bot may not remove it, and somebody may give it leave to.
            if (posting.Retired) return posting.RefusedAt(time.GetCurrentInstant(), e.Problem) is { Refused.Times: < MostRemovals } again ? again : null;
            return otherwise is { } home && Moved(posting, place, home, e.Problem) is { } moved && card is not null
                ? await ShowAsync(moved, card, otherwise: null, cancellationToken)
                : posting.RefusedAt(time.GetCurrentInstant(), e.Problem);
        }
    }

    /// <summary>Says a private word once. It comes back, lost, only where this one can't be reached and somebody else is then to be told something.</summary>
    public async Task<Posting?> WhisperAsync(Posting posting, GroupId group, Card? card, CancellationToken cancellationToken) =>
        (await SayAsync(posting, group, card, cancellationToken)).Left;

    /// <summary>The same, and where what was said stands; null where nothing was.</summary>
    public async Task<(Posting? Left, SaidWord? Said)> SayAsync(Posting posting, GroupId group, Card? card, CancellationToken cancellationToken)
    {
        if (card is null) return (null, null);
        try
        {
            var to = posting.To!.Value;
            var platform = PlatformOf(to.Value);
            var place = posting.Place ?? await platform.OpenDirectAsync(to, group, cancellationToken);
            var message = await platform.FindAsync(place, posting.Id, posting.Since, cancellationToken) ?? await platform.PostAsync(place, posting.Id, card, cancellationToken);
            return (null, new SaidWord(to, place, message));
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // Nobody can be reached there, and there is no public fallback. The card in the place shows the state all the same.
            return (posting.TextKey is WhisperText.Introduced or WhisperText.Suggested ? posting with { Lost = true } : null, null);
        }
    }

    /// <summary>Takes away a private word. One that is gone, or whose place is, is away. Where it is not known whether it was said, it is looked for.</summary>
    public async Task<Posting?> TakeBackAsync(Posting posting, GroupId group, CancellationToken cancellationToken)
    {
        var place = posting.Place;
        if (place is null && posting.To is { } to)
        {
            try
            {
                place = await PlatformOf(to.Value).FindDirectAsync(to, group, cancellationToken);
            }
            catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
            {
                // Who can't be reached was told nothing.
            }

            if (place is null) return null;
        }

        return await ShowAsync(posting with { Place = place, Retired = true, Since = null }, card: null, otherwise: null, cancellationToken);
    }

    /// <summary>
    /// Brings requester and claimers together, exactly these, a few at a time: while somebody who is to be let in is left among those who may be in it, it is to be stored and asked for again.
    /// Where that can't be done, what was begun is ended, and it comes back lost.
    /// </summary>
    public async Task<Posting> IntroduceAsync(Posting posting, Need need, Group group, Card card, Card ending, CancellationToken cancellationToken)
    {
        // Where a platform has no private conversations, each side is told by direct message.
        if (PlatformOf(need.Group.Value) is not IIntroductions introductions) return Lost(posting);
        var wanted = WantedOf(posting, need, group);
        var shown = Fingerprint.Of(card, wanted.People);
        if (posting.Shown == shown && posting.MayBeIn.IsEmpty) return posting;
        var (open, later) = (posting, wanted.People.Except(posting.People).Skip(MostLetIn).ToImmutableArray());
        try
        {
            // Who comes later is wanted there, and stays where they may be.
            var place = await introductions.OpenConversationAsync(wanted with { People = wanted.People.RemoveRange(later), MayBeIn = wanted.MayBeIn.RemoveRange(later) }, cancellationToken);
            open = posting with { Place = place, People = wanted.People.RemoveRange(later), MayBeIn = later, WasLeft = posting.WasLeft || !need.LeaversOf(posting).IsEmpty };
            // The first find it there; that others came is told once they all have.
            if (!later.IsEmpty && posting.Message is not null) return open with { Shown = null };
            return (await ShowOrRepostAsync(open, place, card, cancellationToken)) with { Shown = later.IsEmpty ? shown : null };
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // There is nowhere else for what stands between them. What was said there stays with nobody.
            return await EndAsync(open, need, group, ending, cancellationToken) is { Place: not null } again ? again with { Lost = true } : Lost(posting);
        }
    }

    /// <summary>No conversation can be had; the one that there was is still to be ended, unless that is done.</summary>
    public async Task<Posting> LoseAsync(Posting posting, Need need, Group group, Card ending, CancellationToken cancellationToken) =>
        posting.Place is null ? posting : await EndAsync(posting, need, group, ending, cancellationToken) is { } again ? again : Lost(posting);

    /// <summary>
    /// Ends a private conversation: who left is let out, the bot's card there says no more than <paramref name="card"/>, and nobody is called into it
    /// any more. It comes back only where the bot may not do that now, and is tried again for about a week.
    /// </summary>
    public async Task<Posting?> EndAsync(Posting posting, Need need, Group group, Card card, CancellationToken cancellationToken)
    {
        if (posting is { Lost: true, Place: null } || PlatformOf(need.Group.Value) is not IIntroductions introductions) return null;
        var (place, refused) = (posting.Place, false);
        // It is not known whether there is one: looked for, it ends.
        if (place is null) await TryAsync(async () => place = await introductions.FindConversationAsync(WantedOf(posting, need, group), cancellationToken));
        if (place is { } there)
        {
            var platform = PlatformOf(there.Value);
            await TryAsync(async () =>
            {
                // Looked for, even where it was only just said: what it shows must not stay.
                if ((posting.Message ?? await platform.FindAsync(there, posting.Id, since: null, cancellationToken)) is { } message)
                    await platform.EditAsync(there, posting.Id, message, card, cancellationToken);
            });
            await TryAsync(() => introductions.CloseConversationAsync(there, need.LeaversOf(posting), cancellationToken));
        }

        return refused && (posting with { Place = place }).RefusedAt(time.GetCurrentInstant(), ChatProblem.Refused) is { Refused.Times: < MostRemovals } again ? again : null;

        // What is gone, or where the bot is no longer, it can't change any more; each of it is tried, whatever became of the rest.
        async Task TryAsync(Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
            {
                refused |= e.Problem == ChatProblem.Refused;
            }
        }
    }

    private static Posting Lost(Posting posting) => posting with { Lost = true, Place = null, Message = null, Shown = null, Refused = null, People = [], MayBeIn = [], Arrivals = [] };

    private static Conversation WantedOf(Posting posting, Need need, Group group) => new(
        posting.Id,
        posting.Place,
        need.Postings.LastOrDefault(p => p is { Kind: PostingKind.Card, Place: not null })?.Place ?? group.Home,
        $"#{need.Number}",
        PrivateCards.PeopleOf(need),
        posting.People,
        posting.MayBeIn);

    /// <summary>A card that somebody removed is said again in the same conversation.</summary>
    private async Task<Posting> ShowOrRepostAsync(Posting posting, PlaceId place, Card card, CancellationToken cancellationToken)
    {
        var platform = PlatformOf(place.Value);
        try
        {
            return (await ShowInAsync(platform, place, posting, card, cancellationToken))!;
        }
        catch (ChatException e) when (e.Problem == ChatProblem.Gone)
        {
            return (await ShowInAsync(platform, place, posting.In(place), card, cancellationToken))!;
        }
    }

    private static async Task<Posting?> ShowInAsync(IChatPlatform platform, PlaceId place, Posting posting, Card? card, CancellationToken cancellationToken)
    {
        // Whether an earlier attempt got through is never assumed: the platform is asked. What is to go is looked for even where it was only just posted, since
        // nobody would look again.
        var since = posting.Retired || card is null ? null : posting.Since;
        var message = posting.Message ?? await platform.FindAsync(place, posting.Id, since, cancellationToken);
        if (posting.Retired || card is null)
        {
            if (message is { } old) await platform.DeleteAsync(place, old, KindOf(posting), cancellationToken);
            return null;
        }

        var wanted = Fingerprint.Of(card);
        if (message is null)
            return posting.ShownAs(await platform.PostAsync(place, posting.Id, card, cancellationToken), wanted);
        if (posting.Shown != wanted) await platform.EditAsync(place, posting.Id, message.Value, card, cancellationToken);
        return posting.ShownAs(message.Value, wanted);
    }

    /// <summary>
    /// The same posting where the group's cards go, under a posting id that follows from its own: after a crash in between it is found there.
    /// </summary>
    private static Posting? Moved(Posting posting, PlaceId place, PlaceId home, ChatProblem problem) => problem switch
    {
        ChatProblem.Gone => posting.In(home),
        ChatProblem.PlaceGone when home != place => posting.In(home),
        _ => null,
    };

    private static CardKind KindOf(Posting posting) => posting.Kind switch
    {
        PostingKind.Card => CardKind.Need,
        PostingKind.Introduction => CardKind.Introduction,
        PostingKind.Whisper => CardKind.Whisper,
        PostingKind.Reminder => CardKind.Reminder,
        PostingKind.Digest => CardKind.Digest,
        PostingKind.Chart => CardKind.Chart,
        _ => throw new InvalidOperationException($"The kind of a card of {posting.Kind} is missing."),
    };

    private IChatPlatform PlatformOf(string id) =>
        byName.GetValueOrDefault(id[..Math.Max(0, id.IndexOf(':', StringComparison.Ordinal))]) ?? throw new ChatException(ChatProblem.Unreachable);
}
