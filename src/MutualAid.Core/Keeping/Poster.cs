using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Brings one posting to what it should show, and no further. The posting comes back as it is now, or null when nothing of it is
/// left to keep. Throws <see cref="ChatException"/> only where trying again may help.
/// </summary>
internal sealed class Poster(IEnumerable<IChatPlatform> platforms)
{
    private readonly ImmutableDictionary<string, IChatPlatform> byName = platforms.ToImmutableDictionary(p => p.Name);

    /// <summary>Shows a card in the posting's place, or takes it away when it is retired.</summary>
    public async Task<Posting?> ShowAsync(Posting posting, Card? card, CancellationToken cancellationToken)
    {
        if (posting.Place is not { } place || posting.Lost) return posting.Retired ? null : posting;
        var platform = PlatformOf(place.Value);
        try
        {
            // Whether an earlier attempt got through is never assumed: the platform is asked.
            var message = posting.Message ?? await platform.FindAsync(place, posting.Id, cancellationToken);
            if (posting.Retired || card is null)
            {
                if (message is { } old) await platform.DeleteAsync(place, old, cancellationToken);
                return null;
            }

            var wanted = Fingerprint.Of(card);
            if (message is null)
                return posting with { Message = await platform.PostAsync(place, posting.Id, card, cancellationToken), Shown = wanted };
            if (posting.Shown != wanted) await platform.EditAsync(place, message.Value, card, cancellationToken);
            return posting with { Message = message, Shown = wanted };
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return posting.Retired ? null : posting with { Lost = true };
        }
    }

    /// <summary>Says a private word once.</summary>
    public async Task<Posting?> WhisperAsync(Posting posting, Card card, CancellationToken cancellationToken)
    {
        try
        {
            var platform = PlatformOf(posting.To!.Value.Value);
            var place = posting.Place ?? await platform.OpenDirectAsync(posting.To.Value, cancellationToken);
            if (await platform.FindAsync(place, posting.Id, cancellationToken) is null)
                await platform.PostAsync(place, posting.Id, card, cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // Nobody can be reached there, and there is no public fallback. The card in the place shows the state all the same.
        }

        return null;
    }

    /// <summary>Brings requester and claimers together, exactly these; closes the conversation when the need is closed.</summary>
    public async Task<Posting?> IntroduceAsync(Posting posting, Need need, Card card, CancellationToken cancellationToken)
    {
        if (posting.Lost) return posting;
        var platform = PlatformOf(need.Requester.Value);
        // Where a platform has no private conversations, each side reads the details by [Details].
        if (platform is not IIntroductions introductions) return posting with { Lost = true };
        try
        {
            var people = PrivateCards.PeopleOf(need);
            var wanted = Fingerprint.Of(card, people);
            if (posting.Shown == wanted) return posting;
            var place = await introductions.OpenConversationAsync(posting.Id, $"#{need.Number}", people, cancellationToken);
            var shown = await ShowAsync(posting with { Place = place }, card, cancellationToken);
            if (need.IsOpen) return shown is null ? null : shown with { Shown = shown.Lost ? null : wanted };
            await introductions.CloseConversationAsync(place, cancellationToken);
            return null;
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return posting with { Lost = true };
        }
    }

    private IChatPlatform PlatformOf(string id) =>
        byName.GetValueOrDefault(id[..Math.Max(0, id.IndexOf(':', StringComparison.Ordinal))]) ?? throw new ChatException(ChatProblem.Unreachable);
}
