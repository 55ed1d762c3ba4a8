using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace MutualAid.Bot.Playground;

internal sealed partial class PlaygroundChat
{
    /// <summary>What one person sees: everything first, then every change. Ends when the reader is too far behind; it then asks anew.</summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(Persona person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscriber = new Subscriber(person, Channel.CreateBounded<(string, object)>(EventsBehind));
        lock (gate)
        {
            object snapshot = new { now = Now, places = places.Values.Where(p => p.IsVisibleTo(person)).Select(p => Seen(p, person)).ToList() };
            subscriber.Events.Writer.TryWrite(("snapshot", snapshot));
            subscribers.Add(subscriber);
        }

        try
        {
            await foreach (var (type, data) in subscriber.Events.Reader.ReadAllAsync(cancellationToken))
                yield return new SseItem<string>(JsonSerializer.Serialize(data, Wire.Json), type);
        }
        finally
        {
            lock (gate) subscribers.Remove(subscriber);
        }
    }

    private void Tell(JournalLine line, PlaygroundPlace? before, string? where)
    {
        foreach (var subscriber in subscribers.ToList())
        {
            var person = subscriber.Person;
            var sees = where is not null && places[where].IsVisibleTo(person);
            (string, object)? happened = line switch
            {
                { Message: { } message } when sees => ("message", new { place = message.Place, message = Seen(message, person) }),
                { Deleted: { } id } when sees => ("deleted", new { place = where, id }),
                { Place: { } place } when place.IsVisibleTo(person) => ("place", Seen(place, person)),
                { Place: { } place } when before?.IsVisibleTo(person) == true => ("left", new { place = place.Id }),
                { ClockOffset: not null } => ("clock", new { now = Now }),
                _ => null,
            };
            if (happened is { } told && !subscriber.Events.Writer.TryWrite(told)) subscriber.Events.Writer.TryComplete();
        }
    }

    private WirePlace Seen(PlaygroundPlace place, Persona person) => new(
        place.Id,
        place.Name,
        place.Kind,
        [.. place.Members.Select(m => PlaygroundWorld.Find(m)?.Name ?? m)],
        place.Closed,
        [.. order.GetValueOrDefault(place.Id, []).Select(id => Seen(messages[id], person))]);

    private static WireMessage Seen(PlaygroundMessage message, Persona person)
    {
        var author = message.Author is { } key ? new WireAuthor("person", key, PlaygroundWorld.Find(key)?.Name ?? key) : new WireAuthor("bot", null, "MutualAid");
        var card = message.Card is not { } shown ? null : shown with
        {
            Reactions = [.. shown.Reactions.Select(r => message.Reactions.GetValueOrDefault(r.Emoji) is { } people
                ? r with { Count = people.Count, Mine = people.Contains(person.Key) }
                : r)],
        };
        return new WireMessage(message.Id, message.At, author, message.Text, card);
    }
}
