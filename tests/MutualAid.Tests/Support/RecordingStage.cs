using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>What was said, where and when. <paramref name="Place"/> of a private word is the person.</summary>
internal sealed record SaidCard(Instant At, string Place, PostingId Posting, Card Card);

/// <summary>
/// A platform that only takes down what is posted; any number of worlds can share it, as processes share a platform. It keeps the port's
/// promise that posting twice under one id shows one message.
/// </summary>
internal sealed class RecordingStage : IStage, IChatPlatform, IAgedStage, IAccountAges
{
    private readonly ConcurrentDictionary<PostingId, SaidCard> said = [];
    private readonly ConcurrentDictionary<string, byte> deleted = [];
    private readonly List<PostingId> order = [];
    private readonly ConcurrentDictionary<PersonId, Instant> ages = [];
    private IServiceProvider? services;
    private TimeProvider time = TimeProvider.System;

    /// <summary>People who can't be written to in private.</summary>
    public HashSet<string> Unreachable { get; } = [];

    /// <summary>Whether nothing can be said there for now.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether the bot may remove what it said.</summary>
    public bool LetsRemove { get; set; } = true;

    /// <summary>Everything that was ever posted, in order.</summary>
    public IReadOnlyList<SaidCard> Said => [.. order.Select(id => said[id])];

    /// <summary>What still stands in the group's place.</summary>
    public IReadOnlyList<SaidCard> Shown => [.. Said.Where(s => !deleted.ContainsKey(s.Posting.Value))];

    /// <summary>What was posted since.</summary>
    public IReadOnlyList<SaidCard> Newest(DateTimeOffset since)
    {
        var found = new List<SaidCard>();
        lock (order)
        {
            for (var i = order.Count - 1; i >= 0 && said[order[i]].At.ToDateTimeOffset() >= since; i--) found.Add(said[order[i]]);
        }

        return found;
    }

    public void Came(string person, Instant at) => ages[IdOf(person)] = at;

    public Task<Instant?> SinceAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        Task.FromResult<Instant?>(ages.TryGetValue(person, out var at) ? at : null);

    public GroupId Group => new("test:group");

    public PlaceId Place => new("test:square");

    public string Name => "test";

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system)
    {
        time = system;
        services.AddSingleton<TimeProvider>(system).AddSingleton<IChatPlatform>(this);
    }

    public Task StartAsync(IServiceProvider services)
    {
        this.services = services;
        return Task.CompletedTask;
    }

    public PersonId IdOf(string person) => new("test:" + person);

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group) =>
        new(await services!.GetRequiredService<Dispatcher>().HandleAsync(
            new Intent(IdOf(person), person == "dani", group ?? Group, Place, Place, language, key, body), CancellationToken.None));

    public Task<SeenCard?> FindCardAsync(Posting posting) => Task.FromResult(said.TryGetValue(posting.Id, out var found) && !deleted.ContainsKey(posting.Id.Value)
        ? new SeenCard(Plain(found.Card.Title), found.Card.Status?.Word ?? "", string.Join('\n', found.Card.Lines.Prepend(found.Card.Title).Select(Plain)), found.Card.Actions)
        : null);

    public Task<string> ReadsAsync(string person) => Task.FromResult(string.Join(
        '\n', Shown.Where(s => s.Place == Place.Value || s.Place == "test:direct-" + person).SelectMany(s => s.Card.Lines.Prepend(s.Card.Title)).Select(Plain)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task<MessageId> IChatPlatform.PostAsync(PlaceId place, PostingId posting, Card card, CancellationToken cancellationToken)
    {
        if (IsAway) throw new ChatException(ChatProblem.Unreachable);
        lock (order)
        {
            if (said.TryAdd(posting, new SaidCard(Instant.FromDateTimeOffset(time.GetUtcNow()), place.Value, posting, card))) order.Add(posting);
        }

        return Task.FromResult(new MessageId(posting.Value));
    }

    Task<MessageId?> IChatPlatform.FindAsync(PlaceId place, PostingId posting, Instant? since, CancellationToken cancellationToken) =>
        Task.FromResult<MessageId?>(said.ContainsKey(posting) ? new MessageId(posting.Value) : null);

    Task IChatPlatform.EditAsync(PlaceId place, PostingId posting, MessageId message, Card card, CancellationToken cancellationToken)
    {
        said.AddOrUpdate(posting, _ => throw new ChatException(ChatProblem.Gone), (_, was) => was with { Card = card });
        return Task.CompletedTask;
    }

    Task IChatPlatform.DeleteAsync(PlaceId place, MessageId message, CardKind kind, CancellationToken cancellationToken)
    {
        if (!LetsRemove) throw new ChatException(ChatProblem.Refused);
        deleted.TryAdd(message.Value, 0);
        return Task.CompletedTask;
    }

    Task<PlaceId> IChatPlatform.OpenDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        Unreachable.Contains(person.Value["test:".Length..])
            ? throw new ChatException(ChatProblem.Refused)
            : Task.FromResult(new PlaceId("test:direct-" + person.Value["test:".Length..]));

    async Task<PlaceId?> IChatPlatform.FindDirectAsync(PersonId person, GroupId group, CancellationToken cancellationToken) =>
        await ((IChatPlatform)this).OpenDirectAsync(person, group, cancellationToken);

    private static string Plain(RichText text) => PlainText.Of(text, p => p.Value, p => p.Value);
}
