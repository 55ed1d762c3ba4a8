using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Bot.Matching;
using MutualAid.Bot.Pictures;
using MutualAid.Bot.Playground;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Core.Reminders;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Tests.Support;

/// <summary>
/// The whole bot in process: a stage, a store, a clock that stands still. Ana, Bo, Cruz and Dani, who facilitates. Monday 23 November 2026,
/// 10:00 UTC.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly StoreUnderTest store;
    private readonly IStage stage;
    private readonly FakeTimeProvider system;

    private World(StoreUnderTest store, IStage stage, IReadOnlyDictionary<string, string?>? settings, FakeTimeProvider? clock, ISharedWork? shared)
    {
        this.store = store;
        this.stage = stage;
        system = clock ?? NewClock();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        var collection = new ServiceCollection().AddLogging(l => l.AddProvider(Log)).AddSingleton(store.Needs).AddSingleton(store.Offers).AddSingleton(store.Groups).AddSingleton(store.Members)
            .AddSingleton(store.Bookmarks).AddSingleton(store.Erasures).AddSingleton(shared ?? new AloneOnFile()).AddPictures().AddWords();
        stage.AddTo(collection, configuration, system);
        services = collection.AddCore(configuration).BuildServiceProvider();
    }

    /// <summary>Whether the stage and the store outlive this world: the next one finds them as they are.</summary>
    public bool LeavesAllBehind { get; set; }

    public Actor Ana => new(this, "ana");

    public Actor Bo => new(this, "bo");

    public Actor Cruz => new(this, "cruz");

    public Actor Dani => new(this, "dani");

    public RecordedLog Log { get; } = new();

    public INeedStore Needs => store.Needs;

    /// <summary>The playground's chat; only where it is the stage.</summary>
    public PlaygroundChat Chat => services.GetRequiredService<PlaygroundChat>();

    public IStage Stage => stage;

    /// <summary>Monday 23 November 2026, 10:00 UTC.</summary>
    public static FakeTimeProvider NewClock() => new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    public static async Task<World> StartAsync(
        StoreUnderTest? store = null, IReadOnlyDictionary<string, string?>? settings = null, IStage? stage = null, FakeTimeProvider? clock = null, ISharedWork? shared = null)
    {
        var world = new World(store ?? StoreUnderTest.InMemory(), stage ?? new PlaygroundStage(), settings, clock, shared);
        await world.Get<ForgetAgain>().RunAsync(CancellationToken.None);
        foreach (var service in world.services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        await world.stage.StartAsync(world.services);
        return world;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Time passes, an hour at a time, and everything that is due happens.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; left -= TimeSpan.FromHours(1))
        {
            system.Advance(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1));
            await SettleAsync();
        }
    }

    /// <summary>Time passes while the bot is down, and then everything due is looked at once.</summary>
    public async Task SleepAsync(TimeSpan by)
    {
        system.Advance(by);
        await SettleAsync();
    }

    /// <summary>Everything that is due has happened, and every card is current.</summary>
    public Task SettleAsync() => Get<DueWork>().SweepAndSettleAsync(CancellationToken.None);

    /// <summary>The group's need of this number.</summary>
    public async Task<Need> NeedAsync(int number) =>
        await Needs.FindByNumberAsync(stage.Group, number, CancellationToken.None) ?? throw new InvalidOperationException($"There is no #{number}.");

    public async Task<SeenCard> CardAsync(int number)
    {
        await SettleAsync();
        return await stage.FindCardAsync((await NeedAsync(number)).CardPosting!) ?? throw new InvalidOperationException($"The card of #{number} is not shown.");
    }

    /// <summary>The group's offer of this number.</summary>
    public async Task<Offer> OfferAsync(int number) =>
        await Get<IOfferStore>().FindByNumberAsync(stage.Group, number, CancellationToken.None) ?? throw new InvalidOperationException($"There is no offer #{number}.");

    public async Task<SeenCard> OfferCardAsync(int number)
    {
        await SettleAsync();
        return await stage.FindCardAsync((await OfferAsync(number)).CardPosting!) ?? throw new InvalidOperationException($"The card of the offer #{number} is not shown.");
    }

    /// <summary>The numbers of the needs that somebody was, or is to be, told of because they chose it; at most those of one reminder.</summary>
    public async Task<IReadOnlyList<int>> NeedsToldAsync(Actor actor)
    {
        var read = await actor.ReadsAsync();
        var word = read[read.LastIndexOf("waits for somebody", StringComparison.Ordinal)..];
        word = word[..word.IndexOf("You chose to be told", StringComparison.Ordinal)];
        return [.. System.Text.RegularExpressions.Regex.Matches(word, "#([0-9]+)").Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];
    }

    /// <summary>Whether a message of the bot is there.</summary>
    public async Task<bool> IsShownAsync(Posting posting) => await stage.FindCardAsync(posting) is not null;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        if (LeavesAllBehind) return;
        store.Dispose();
        await stage.DisposeAsync();
    }
}

/// <summary>One of the people.</summary>
internal sealed class Actor(World world, string key)
{
    public string Key => key;

    public PersonId Id => world.Stage.IdOf(key);

    public string? Language { get; set; }

    public Actor Speaking(string language)
    {
        Language = language;
        return this;
    }

    public Task<SeenReply> TypesAsync(string line, string? idempotencyKey = null) => DoesAsync(new CommandTyped(line), idempotencyKey);

    public Task<SeenReply> SubmitsAsync(Form form, params (string Name, string Value)[] values) =>
        DoesAsync(new FormSubmitted(form.Id, form.Fields.ToImmutableDictionary(f => f.Name, f => f.Value).SetItems(values.Select(v => KeyValuePair.Create(v.Name, v.Value)))));

    public Task<SeenReply> PressesAsync(CardAction action, string? idempotencyKey = null) => DoesAsync(new ActionPressed(action.Id), idempotencyKey);

    /// <summary>Presses a button on the public card of a need.</summary>
    public async Task<SeenReply> PressesAsync(string label, int number, string? idempotencyKey = null) =>
        await DoesAsync(new ActionPressed((await world.CardAsync(number)).Action(label)), idempotencyKey);

    public async Task<SeenReply> ReactsAsync(string emoji, int number, bool added = true)
    {
        await world.SettleAsync();
        return await DoesAsync(new Reacted(emoji, (await world.NeedAsync(number)).CardPosting!.Message!.Value, added));
    }

    public Task<SeenReply> DoesAsync(IntentBody body, string? idempotencyKey = null, GroupId? group = null) =>
        world.Stage.DoesAsync(key, Language, body, idempotencyKey ?? Guid.NewGuid().ToString("N"), group);

    /// <summary>
    /// What this person can read, once this is in it; as it is after half a minute if it never comes. A homeserver may be slow to show it, or not have
    /// taken it at the first attempt: then time passes until the next one.
    /// </summary>
    public async Task<string> ReadsAsync(string awaited)
    {
        var (patience, until) = (DateTime.UtcNow.AddSeconds(4), DateTime.UtcNow.AddSeconds(30));
        while (true)
        {
            var read = await ReadsAsync();
            if (read.Contains(awaited, StringComparison.Ordinal) || DateTime.UtcNow > until) return read;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            if (DateTime.UtcNow > patience) await world.SleepAsync(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>What this person can read, once this is gone from it; as it is after half a minute if it never goes. A homeserver may be slow to take it away.</summary>
    public async Task<string> ReadsWithoutAsync(string gone)
    {
        var until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var read = await ReadsAsync();
            if (!read.Contains(gone, StringComparison.Ordinal) || DateTime.UtcNow > until) return read;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Everything this person can read anywhere, as one text.</summary>
    public async Task<string> ReadsAsync()
    {
        await world.SettleAsync();
        return await world.Stage.ReadsAsync(key);
    }
}
