using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Brings one posting to what it should show, and no further. The posting comes back as it is now, or null when nothing of it is
/// left to keep. Throws <see cref="ChatException"/> only where trying again may help.
/// </summary>
internal sealed class Poster(IEnumerable<IChatPlatform> platforms, TimeProvider time)
{
    private readonly ImmutableDictionary<string, IChatPlatform> byName = platforms.ToImmutableDictionary(p => p.Name);

    /// <summary>This caller's turn to write to a place; nothing to wait for where the platform sets no pace.</summary>
    public async Task<IDisposable?> TurnAsync(PlaceId? place, CardKind kind, CancellationToken cancellationToken) =>
        place is { } at && byName.GetValueOrDefault(at.Platform) is IPaced paced ? await paced.TurnAsync(at, kind, cancellationToken) : null;

    /// <summary>
    /// Shows a card in the posting's place, or takes it away when it is retired. A card that is gone, or whose place is, moves to
    /// <paramref name="otherwise"/>, if that is not the place that is gone. What can't be shown there either comes back with the time of its
    /// next attempt.
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
            if (posting.Retired || (card is { IsErased: true } && e.Problem is ChatProblem.Gone or ChatProblem.PlaceGone)) return null;
            return otherwise is { } home && Moved(posting, place, home, e.Problem) is { } moved && card is not null
                ? await ShowAsync(moved, card, otherwise: null, cancellationToken)
                : posting.RefusedAt(time.GetCurrentInstant(), e.Problem);
        }
    }

    /// <summary>Says a private word once. It comes back, lost, only where it puts people in touch and this one can't be reached.</summary>
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
            return (posting.TextKey == WhisperText.Introduced ? posting with { Lost = true } : null, null);
        }
    }

    /// <summary>Takes away a private word that was said. One that is gone, or whose place is, is away.</summary>
    public Task<Posting?> TakeBackAsync(Posting posting, CancellationToken cancellationToken) => ShowAsync(posting, card: null, otherwise: null, cancellationToken);

    /// <summary>
    /// Ends the private conversation of a need that is erased: the bot's card there says no more than <paramref name="card"/>, and nobody is called
    /// into it any more.
    /// </summary>
    public async Task<Posting?> EndAsync(Posting posting, Card card, CancellationToken cancellationToken)
    {
        if (posting.Place is not { } place) return null;
        try
        {
            var platform = PlatformOf(place.Value);
            // Looked for, even where it was only just said: what it shows must not stay.
            var shown = posting.Message ?? await platform.FindAsync(place, posting.Id, since: null, cancellationToken);
            if (shown is { } message) await platform.EditAsync(place, posting.Id, message, card, cancellationToken);
            if (platform is IIntroductions introductions) await introductions.CloseConversationAsync(place, cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // The conversation is gone, or the bot is no longer in it: there is nothing that it could still change there.
        }

        return null;
    }

    /// <summary>Brings requester and claimers together, exactly these; closes the conversation when the need is closed.</summary>
    public async Task<Posting?> IntroduceAsync(Posting posting, Need need, Card card, CancellationToken cancellationToken)
    {
        if (posting.Lost) return posting;
        // Where a platform has no private conversations, each side is told by direct message.
        if (PlatformOf(need.Requester.Value) is not IIntroductions introductions || need.CardPosting?.Place is not { } near) return posting with { Lost = true };
        try
        {
            var people = PrivateCards.PeopleOf(need);
            var wanted = Fingerprint.Of(card, people);
            if (posting.Shown == wanted) return posting;
            var place = await introductions.OpenConversationAsync(
                new Conversation(posting.Id, posting.Place, near, $"#{need.Number}", people, posting.People), cancellationToken);
            var open = posting with { Place = place, People = people };
            var shown = await ShowOrLoseAsync(open, place, card, cancellationToken);
            if (need.IsOpen) return shown is null ? null : shown with { Shown = shown.Lost ? null : wanted };
            await introductions.CloseConversationAsync(place, cancellationToken);
            return null;
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return posting with { Lost = true };
        }
    }

    /// <summary>There is nowhere else for what stands between two sides: each of them is told directly.</summary>
    private async Task<Posting?> ShowOrLoseAsync(Posting posting, PlaceId place, Card card, CancellationToken cancellationToken)
    {
        try
        {
            return await ShowInAsync(PlatformOf(place.Value), place, posting, card, cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return posting with { Lost = true };
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
