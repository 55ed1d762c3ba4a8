using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;

namespace MutualAid.Tests.Support;

/// <summary>
/// Where a story plays: one chat platform with Ana, Bo, Cruz and Dani, who facilitates, in one channel. People act through what the
/// platform offers them, and read what it shows them.
/// </summary>
internal interface IStage : IAsyncDisposable
{
    GroupId Group { get; }

    /// <summary>Adds the platform, and the clock by which things are decided.</summary>
    void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system);

    /// <summary>The services run; completes when people can act.</summary>
    Task StartAsync(IServiceProvider services);

    PersonId IdOf(string person);

    Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group);

    /// <summary>The card as it is shown now, or null where it is not shown.</summary>
    Task<SeenCard?> FindCardAsync(Posting posting);

    /// <summary>Everything this person can read anywhere, as one text.</summary>
    Task<string> ReadsAsync(string person);
}
