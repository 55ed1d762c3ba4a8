using System.Collections.Concurrent;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Bot.Playground;

/// <summary>Since when the people of the playground are there, in the fiction: for long, all of them, but for whom it was said otherwise. Thread-safe.</summary>
internal sealed class PlaygroundAges
{
    private static readonly Instant ForLong = Instant.FromUtc(2020, 1, 1, 0, 0);
    private readonly ConcurrentDictionary<PersonId, Instant> others = [];

    public Instant this[PersonId person]
    {
        get => others.GetValueOrDefault(person, ForLong);
        set => others[person] = value;
    }
}

/// <summary>How old an account is in the playground.</summary>
internal sealed partial class PlaygroundPlatform : IAccountAges
{
    public Task<Instant?> SinceAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        Task.FromResult<Instant?>(PlaygroundWorld.People.Any(p => p.Id == person) ? ages[person] : null);
}
