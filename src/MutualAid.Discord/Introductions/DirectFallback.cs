using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Introductions;

/// <summary>
/// Who has closed their direct messages can still be told privately for a quarter of an hour after they last pressed something: by a
/// message below that, which only they see. Forgets as soon as that time is over. Thread-safe.
/// </summary>
internal sealed class DirectFallback(DiscordApi api, CardRendering rendering, DiscordClock clock)
{
    /// <summary>Discord lets an interaction be answered for 15 minutes (Interactions, Receiving and Responding); a little less is sure.</summary>
    private static readonly TimeSpan TokenHolds = TimeSpan.FromMinutes(14);

    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (Interaction Interaction, long At)> last = new(StringComparer.Ordinal);
    private readonly Queue<(string User, long At)> byAge = new();
    private ImmutableDictionary<string, string> users = ImmutableDictionary<string, string>.Empty;

    /// <summary>Somebody has just pressed or typed something.</summary>
    public void Saw(string user, Interaction interaction)
    {
        var now = clock.Network.GetTimestamp();
        lock (gate)
        {
            last[user] = (interaction, now);
            byAge.Enqueue((user, now));
            while (byAge.TryPeek(out var oldest) && (byAge.Count > Most || clock.Network.GetElapsedTime(oldest.At, now) > TokenHolds))
            {
                byAge.Dequeue();
                if (last.TryGetValue(oldest.User, out var kept) && kept.At == oldest.At) last.Remove(oldest.User);
            }
        }
    }

    /// <summary>Whose channel of direct messages this is; needed only until the message is sent.</summary>
    public void Know(string channel, PersonId person)
    {
        if (DiscordIds.UserOf(person) is not { } user) return;
        lock (gate)
        {
            if (!last.ContainsKey(user)) return;
            if (users.Count > Most) users = users.Clear();
            users = users.SetItem(channel, user);
        }
    }

    /// <summary>Shows a card to the person of a direct place, where they are now. False where that can't be done any more.</summary>
    public async Task<bool> ShowAsync(PlaceId direct, Card card, CancellationToken cancellationToken)
    {
        Interaction interaction;
        lock (gate)
        {
            if (!users.TryGetValue(DiscordIds.ChannelOf(direct), out var user) || !last.TryGetValue(user, out var seen)) return false;
            if (clock.Network.GetElapsedTime(seen.At) > TokenHolds) return false;
            interaction = seen.Interaction;
        }

        var message = rendering.Message(card, id: 1, DiscordIds.GuildOf(direct), picture: null);
        var words = Languages.Best(card.Language).Plain(PlatformTexts.ShownHereInstead);
        await api.FollowUpAsync(
            interaction,
            new Whisper([new Component { Type = ComponentTypes.TextDisplay, Content = Markdown.Escape(words) }, .. message.Components!], []),
            cancellationToken).ConfigureAwait(false);
        return true;
    }
}
