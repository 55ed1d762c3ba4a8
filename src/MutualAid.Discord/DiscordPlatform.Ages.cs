using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Discord;

/// <summary>How old an account is stands in its id: nobody is asked for it.</summary>
internal sealed partial class DiscordPlatform : IAccountAges
{
    public Task<Instant?> SinceAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => Task.FromResult<Instant?>(
        DiscordIds.UserOf(person) is { } user && DiscordIds.MadeAt(user) is { } made ? Instant.FromDateTimeOffset(made) : null);
}
