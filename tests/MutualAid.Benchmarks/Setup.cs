using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MutualAid.Bot.Matching;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>The bot on a LiteDB file of its own, or a PostgreSQL database, with a platform that answers at once.</summary>
internal sealed class Setup : IAsyncDisposable
{
    public static readonly GroupId Group = new("bench:group");
    private readonly string folder = Directory.CreateTempSubdirectory("mutualaid-bench-").FullName;
    private readonly ServiceProvider services;

    /// <summary>What <paramref name="instead"/> adds is in place of the bot's own.</summary>
    public Setup(TimeProvider time, string? connectionString = null, Action<IServiceCollection>? instead = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = connectionString is null ? "LiteDb" : "Postgres",
            ["Storage:LiteDb:Path"] = Path.Combine(folder, "store.db"),
            ["Storage:Postgres:ConnectionString"] = connectionString,
            ["Groups:QuietFrom"] = "00:00",
            ["Groups:QuietUntil"] = "00:00",
        }).Build();
        var collection = new ServiceCollection().AddLogging().AddStorage(configuration).AddSingleton(time)
            .AddSingleton<IChatPlatform, InstantPlatform>().AddCore(configuration).AddWords();
        instead?.Invoke(collection);
        services = collection.BuildServiceProvider();
        services.GetRequiredService<StoreLifetime>().Open();
    }

    public string Folder => folder;

    public INeedStore Needs => Get<INeedStore>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task StartAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        await Get<IGroupStore>().AddAsync(new Group { Id = Group, Home = new PlaceId("bench:home") }, CancellationToken.None);
    }

    public static Need NewNeed(int number, Instant now) => Need.Asked(
        new NeedId($"need{number}"), Group, number, new PersonId("bench:asker"), new NeedContent("Groceries for two", null, null, null, 1, "Rose Street 5", null, false),
        new PlaceId("bench:home"), "new", now) with
    { KeepAt = null, SuggestAt = null };

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class InstantPlatform : IChatPlatform
    {
        public string Name => "bench";

        public Task<MessageId> PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken) => Task.FromResult(new MessageId("bench:" + posting));

        public Task<MessageId?> FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken) => Task.FromResult<MessageId?>(null);

        public Task EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<PlaceId> OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => Task.FromResult(new PlaceId("bench:direct"));

        public Task<PlaceId?> FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => Task.FromResult<PlaceId?>(new PlaceId("bench:direct"));
    }
}
