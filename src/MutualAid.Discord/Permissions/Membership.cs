using MutualAid.Discord.Rest;

namespace MutualAid.Discord.Permissions;

/// <summary>
/// Whether somebody is in a guild, asked where Discord does not say it by itself: a button in a direct message stays there when its reader has left, or was banned, and
/// when the bot was.
/// </summary>
internal sealed class Membership(DiscordApi api)
{
    /// <summary>No, also where the bot itself is not in it any more. Throws <see cref="DiscordUnreachableException"/> where it can't be found out.</summary>
    public async Task<bool> IsMemberAsync(string guild, string user, CancellationToken stop)
    {
        try
        {
            await api.MemberAsync(guild, user, stop).ConfigureAwait(false);
            return true;
        }
        catch (DiscordRefusedException)
        {
            return false;
        }
    }
}
