using System.Collections.Immutable;
using System.Threading.Channels;

namespace MutualAid.Bot.Playground;

/// <summary>
/// The chat service that the playground plays: places, messages, reactions, who reads what. Every change is kept before it is told to
/// anybody. Thread-safe.
/// </summary>
internal sealed partial class PlaygroundChat : IDisposable
{
    private const int MessagesKept = 1000;
    private const int EventsBehind = 1000;
    private const int MostReactions = 20;

    private readonly Lock gate = new();
    private readonly PlaygroundJournal journal;
    private readonly PlaygroundClock clock;
    private readonly Dictionary<string, PlaygroundPlace> places = [];
    private readonly Dictionary<string, PlaygroundMessage> messages = [];
    private readonly Dictionary<string, List<string>> order = [];
    private readonly Dictionary<string, string> languages = [];
    private readonly List<Subscriber> subscribers = [];
    private readonly ITimer tidying;
    private bool isUntidy;

    public PlaygroundChat(PlaygroundJournal journal, PlaygroundClock clock)
    {
        this.journal = journal;
        this.clock = clock;
        // Before what is read: something in it may be pushed out.
        tidying = clock.CreateTimer(_ => Tidy(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var place in PlaygroundWorld.Channels.Concat(PlaygroundWorld.People.Select(PlaygroundWorld.DirectOf))) places[place.Id] = place;
        foreach (var line in journal.Read()) Apply(line);
        journal.Rewrite(Everything());
    }

    /// <summary>So long may what was replaced, deleted or pushed out still stand in the journal: what is erased is gone from the store as soon.</summary>
    public TimeSpan Outlived { get; init; } = TimeSpan.FromSeconds(20);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public string? LanguageOf(Persona person)
    {
        lock (gate) return languages.GetValueOrDefault(person.Key);
    }

    public void SetLanguage(Persona person, string language) => Change(new JournalLine(Person: person.Key, Language: language));

    public PlaygroundPlace? FindPlace(string? id, Persona person)
    {
        lock (gate) return id is not null && places.TryGetValue(id, out var place) && place.IsVisibleTo(person) ? place : null;
    }

    public PlaygroundMessage? FindMessage(string? id)
    {
        lock (gate) return id is not null ? messages.GetValueOrDefault(id) : null;
    }

    /// <summary>Posts, or replaces the content of, a message.</summary>
    public void Put(string id, string place, Persona? author, string? text, WireCard? card)
    {
        lock (gate)
        {
            var before = messages.GetValueOrDefault(id);
            if (before is not null && author is not null) return;
            Change(new JournalLine(new PlaygroundMessage(id, place, before?.At ?? Now, author?.Key, text, card, before?.Reactions ?? [])));
        }
    }

    public void Delete(string id)
    {
        lock (gate)
        {
            if (messages.ContainsKey(id)) Change(new JournalLine(Deleted: id));
        }
    }

    /// <summary>Deletes all that was said in a place, by whomever.</summary>
    public void DeleteAllIn(string place)
    {
        lock (gate)
        {
            foreach (var id in order.GetValueOrDefault(place, []).ToList()) Delete(id);
        }
    }

    /// <summary>Puts a reaction on or takes it off. False where there is no such message for this person, or it has as many different ones as it may have.</summary>
    public bool React(string id, string emoji, Persona person, bool on)
    {
        lock (gate)
        {
            if (!messages.TryGetValue(id, out var message) || !places[message.Place].IsVisibleTo(person)) return false;
            var reactions = message.Reactions.ToDictionary(r => r.Key, r => r.Value.ToList());
            if (!reactions.TryGetValue(emoji, out var people))
            {
                if (on && reactions.Count >= MostReactions) return false;
                reactions[emoji] = people = [];
            }

            people.Remove(person.Key);
            if (on) people.Add(person.Key);
            else if (people.Count == 0) reactions.Remove(emoji);
            Change(new JournalLine(message with { Reactions = reactions }));
            return true;
        }
    }

    public void PutPlace(PlaygroundPlace place)
    {
        lock (gate)
        {
            var before = places.GetValueOrDefault(place.Id);
            if (before is null || before.Closed != place.Closed || !before.Members.SequenceEqual(place.Members)) Change(new JournalLine(Place: place));
        }
    }

    public PlaygroundPlace? FindPlace(string id)
    {
        lock (gate) return places.GetValueOrDefault(id);
    }

    public void ClockMoved() => Change(new JournalLine(ClockOffset: clock.Offset.Ticks));

    public void Dispose()
    {
        tidying.Dispose();
        lock (gate)
        {
            Tidy();
            journal.Dispose();
        }
    }

    private void Change(JournalLine line)
    {
        lock (gate)
        {
            journal.Append(line);
            if (line.Message is not { } said || messages.ContainsKey(said.Id)) TidySoon();
            var before = line.Place is { } place ? places.GetValueOrDefault(place.Id) : null;
            var where = line.Message?.Place ?? (line.Deleted is { } id ? messages.GetValueOrDefault(id)?.Place : null);
            Apply(line);
            Tell(line, before, where);
        }
    }

    private void Apply(JournalLine line)
    {
        if (line.Message is { } message)
        {
            if (messages.TryAdd(message.Id, message)) Append(message);
            else messages[message.Id] = message;
        }

        if (line.Deleted is { } deleted && messages.Remove(deleted, out var gone)) order[gone.Place].Remove(deleted);
        if (line.Place is { } place) places[place.Id] = place;
        if (line is { Person: { } person, Language: { } language }) languages[person] = language;
        if (line.ClockOffset is { } offset) clock.Advance(TimeSpan.FromTicks(offset) - clock.Offset);
    }

    private void Append(PlaygroundMessage message)
    {
        if (!order.TryGetValue(message.Place, out var ids)) order[message.Place] = ids = [];
        ids.Add(message.Id);
        if (ids.Count <= MessagesKept) return;
        // The bot's messages stay: a card is found again by its id.
        var oldest = ids.Find(id => messages[id].Author is not null);
        if (oldest is null) return;
        ids.Remove(oldest);
        messages.Remove(oldest);
        TidySoon();
    }

    /// <summary>For everything that happens in that time at once: a journal is written anew as a whole.</summary>
    private void TidySoon()
    {
        if (isUntidy) return;
        isUntidy = true;
        tidying.Change(Outlived, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The journal says what there is, and nothing of what was there before. Where the disk does not let it, it is tried again.</summary>
    private void Tidy()
    {
        lock (gate)
        {
            if (!isUntidy) return;
            isUntidy = false;
            try
            {
                journal.Rewrite(Everything());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TidySoon();
            }
        }
    }

    private IEnumerable<JournalLine> Everything() =>
    [
        .. places.Values.Where(p => p.Kind == PlaceKind.Conversation || p.Closed).Select(p => new JournalLine(Place: p)),
        .. order.Values.SelectMany(ids => ids).Select(id => new JournalLine(messages[id])),
        .. languages.Select(l => new JournalLine(Person: l.Key, Language: l.Value)),
        new JournalLine(ClockOffset: clock.Offset.Ticks),
    ];

    private sealed record Subscriber(Persona Person, Channel<(string Type, object Data)> Events);
}
