using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;

namespace MutualAid.Tests.Support;

/// <summary>One process' view of a platform that it shares with others: who acts here is heard by this one.</summary>
internal sealed class SlowStage(SlowPlatform platform) : IStage
{
    private IServiceProvider? services;

    public GroupId Group => new("test:group");

    public static PlaceId Square => new("test:square");

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system) =>
        services.AddSingleton<TimeProvider>(system).AddSingleton<IChatPlatform>(platform);

    public Task StartAsync(IServiceProvider services)
    {
        this.services = services;
        return Task.CompletedTask;
    }

    public PersonId IdOf(string person) => new("test:" + person);

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group) =>
        new(await services!.GetRequiredService<Dispatcher>().HandleAsync(
            new Intent(IdOf(person), person == "dani", group ?? Group, Square, Square, language, key, body), CancellationToken.None));

    public Task<SeenCard?> FindCardAsync(Posting posting) => Task.FromResult(platform.CardOf(posting.Id) is { } card
        ? new SeenCard(Plain(card.Title), card.Status?.Word ?? "", string.Join('\n', card.Lines.Prepend(card.Title).Select(Plain)), card.Actions)
        : null);

    public Task<string> ReadsAsync(string person) => Task.FromResult("");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Plain(RichText text) => PlainText.Of(text, p => p.Value, p => p.Value);
}
