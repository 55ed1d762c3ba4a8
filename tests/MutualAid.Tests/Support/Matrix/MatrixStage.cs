using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Matrix;
using NodaTime;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>
/// A room of a group on a homeserver, and a private room with the bot for each. People type their commands in private, answer and react to the
/// cards in the room, and read what their own clients show.
/// </summary>
internal sealed class MatrixStage(IMatrixPeople people) : IStage, IAgedStage
{
    private const string Founder = "founder";

    /// <summary>More than any form asks: what can't be read is asked for again.</summary>
    private const int MostQuestions = 30;
    private readonly Dictionary<string, string> users = [];
    private readonly Dictionary<string, string> direct = [];
    private readonly Dictionary<(string Person, string Message, string Emoji), string> mine = [];
    private MatrixAccount bot = null!;
    private MatrixReader reader = null!;

    public IMatrixPeople People => people;

    public string Room { get; private set; } = "";

    public string BotUser => bot.UserId;

    public GroupId Group => MatrixIds.Group(Room);

    /// <summary>The clock by which the bot measures its waits on the network.</summary>
    public TimeProvider Network { get; set; } = TimeProvider.System;

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Matrix:HomeserverUrl"] = people.HomeserverUrl,
        ["Matrix:UserId"] = bot.UserId,
        ["Matrix:Password"] = bot.Password,
    };

    /// <summary><paramref name="slow"/>: who leaves invitations lying, but for that to the group's room.</summary>
    public static async Task<MatrixStage> StartAsync(IMatrixPeople people, params IReadOnlyList<string> slow)
    {
        var stage = new MatrixStage(people) { bot = await people.AddBotAsync("Aid") };
        stage.reader = new MatrixReader(people);
        foreach (var name in new[] { "Ana", "Bo", "Cruz", "Dani" }) stage.users[name.ToLowerInvariant()] = await people.ArriveAsync(name.ToLowerInvariant(), name, autoJoin: !slow.Contains(name.ToLowerInvariant()));
        var founder = await people.ArriveAsync(Founder, "Founder");
        var powers = new Dictionary<string, int> { [founder] = 100, [stage.users["dani"]] = 50 };
        stage.Room = await people.CreateRoomAsync(Founder, new RoomWanted("Needs", [.. stage.users.Values], powers));
        foreach (var person in slow) await people.JoinAsync(person, stage.Room);
        return stage;
    }

    public string UserOf(string person) => users[person];

    public string DirectOf(string person) => direct[person];

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system) => services
        .AddSingleton<TimeProvider>(system)
        .AddMatrix(new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(Settings).Build(), Network);

    public async Task StartAsync(IServiceProvider services)
    {
        if (direct.Count > 0) return;
        await people.InviteAsync(Founder, Room, bot.UserId);
        await reader.UntilAsync(Founder, Room, m => m.Sender == bot.UserId, "the bot's first word");
        foreach (var person in users.Keys)
        {
            var made = await people.CallAsync(person, HttpMethod.Post, "/_matrix/client/v3/createRoom", new JsonObject
            {
                ["preset"] = "private_chat",
                ["is_direct"] = true,
                ["invite"] = new JsonArray(bot.UserId),
            });
            direct[person] = made.GetProperty("room_id").GetString()!;
        }

        foreach (var (person, room) in direct) await reader.UntilAsync(person, room, m => m.Sender == bot.UserId, "a hello");
    }

    /// <summary>They came into the room then; only at a fake homeserver.</summary>
    public void Came(string person, Instant at) =>
        ((FakePeople)people).Homeserver.World.FindRoom(Room)!.State("m.room.member", users[person])!.Time = at.ToUnixTimeMilliseconds();

    public PersonId IdOf(string person) => MatrixIds.Person(users[person]);

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group)
    {
        var room = direct[person];
        switch (body)
        {
            case CommandTyped typed:
                return await AnswerToAsync(person, await people.SayAsync(person, room, Spoken(typed.Line, language)));
            case ActionPressed pressed:
                return await PressesAsync(person, pressed.ActionId);
            case FormSubmitted form:
                return await FillsInAsync(person, form.Values);
            case Reacted reacted:
                return await ReactsAsync(person, reacted);
            default:
                throw new InvalidOperationException($"Nobody can do {body.GetType().Name} on Matrix.");
        }
    }

    public async Task<SeenCard?> FindCardAsync(Posting posting)
    {
        if (posting.Message is not { } id || posting.Place is not { } place) return null;
        var room = MatrixIds.RoomOf(place);
        var reads = room == Room ? Founder : direct.First(d => d.Value == room).Key;
        if (await reader.CurrentAsync(reads, room, MatrixIds.EventOf(id)) is not { } message) return null;
        var paragraphs = message.Body.Split("\n\n");
        var lines = paragraphs[0].Split('\n');
        var hasStatus = lines.Length > 1 && lines[1].Length > 2 && "○◐●✓–".Contains(lines[1][0], StringComparison.Ordinal) && lines[1][1] == ' ';
        return new SeenCard(
            "Need " + lines[0],
            hasStatus ? lines[1][2..] : "",
            string.Join('\n', lines.Where((_, i) => i != 1 || !hasStatus)),
            [.. MatrixReader.ActionsOf(message)]);
    }

    public Task<string> ReadsAsync(string person) => ReadsAsync(person, _ => true);

    /// <summary>The same without what the bot answered to them, or others to the bot, in their private rooms.</summary>
    public Task<string> ReadsWithoutAnswersAsync(string person) => ReadsAsync(person, m => m.Sender != bot.UserId || MatrixReader.NoteOf(m, "cause") is null);

    private async Task<string> ReadsAsync(string person, Func<SeenMessage, bool> counts)
    {
        var read = new List<string>();
        foreach (var room in await reader.RoomsAsync(person))
        {
            await reader.CaughtUpAsync(person, room);
            read.AddRange((await people.ReadAsync(person, room)).Where(m => !m.Redacted && counts(m)).Select(m => m.Body));
        }

        return string.Join('\n', read);
    }

    public async ValueTask DisposeAsync()
    {
        await people.DisposeAsync();
        if (people is not FakePeople { Homeserver: { } fake }) return;
        if (!fake.Violations.IsEmpty) throw new InvalidOperationException("The bot did what no client may do: " + string.Join("; ", fake.Violations));
        if (!fake.TooEarly.IsEmpty) throw new InvalidOperationException("The bot tried again before it was allowed to: " + string.Join("; ", fake.TooEarly));
    }

    private static string Spoken(string line, string? language)
    {
        var words = line.TrimStart('/').Split(' ', 2);
        var name = Languages.Find(language) is { } spoken && CommandList.Find(words[0]) is { } command ? command.NameIn(spoken) : words[0];
        return "!" + string.Join(' ', [name, .. words.Skip(1)]);
    }

    private async Task<SeenReply> AnswerToAsync(string person, string cause)
    {
        try
        {
            return MatrixReader.Reply(await reader.UntilAsync(person, direct[person], m => m.Sender == bot.UserId && MatrixReader.NoteOf(m, "cause") == cause, "an answer"));
        }
        catch (InvalidOperationException e)
        {
            var seen = new List<string>();
            foreach (var room in await people.RoomsAsync(person))
                seen.AddRange((await people.ReadAsync(person, room)).Select(m => $"{room} {m.Id} {m.Sender}: {m.Body} (to {MatrixReader.NoteOf(m, "cause")})"));
            throw new InvalidOperationException($"{e.Message}\nThe answer to {cause} was awaited in {direct[person]}. What they see:\n{string.Join('\n', seen)}", e);
        }
    }

    /// <summary>Answers the newest message that offers it; where none does, as only somebody in command of the bot's own account could.</summary>
    private async Task<SeenReply> PressesAsync(string person, string action)
    {
        foreach (var room in await reader.RoomsAsync(person))
        {
            await reader.CaughtUpAsync(person, room);
            var offers = (await people.ReadAsync(person, room)).Where(m => m.Sender == bot.UserId && !m.Redacted);
            if (offers.LastOrDefault(m => MatrixReader.WordFor(m, action) is not null) is { } offer)
                return await AnswerToAsync(person, await people.SayAsync(person, room, MatrixReader.WordFor(offer, action)!, replyTo: offer.Id));
        }

        var forged = await ForgeAsync(direct[person], action);
        await reader.UntilAsync(person, direct[person], m => m.Id == forged, "a forged message");
        return await AnswerToAsync(person, await people.SayAsync(person, direct[person], "go", replyTo: forged));
    }

    private async Task<string> ForgeAsync(string room, string action)
    {
        using var http = new HttpClient();
        var note = new JsonObject { ["group"] = Room, ["language"] = "en", ["actions"] = new JsonArray(new JsonArray("go", action)) };
        var content = new JsonObject { ["msgtype"] = "m.notice", ["body"] = "go", ["m.mentions"] = new JsonObject(), ["org.mutualaid.bot"] = note };
        http.DefaultRequestHeaders.Authorization = new("Bearer", bot.AccessToken);
        var path = $"{people.HomeserverUrl}/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/send/m.room.message/{Guid.NewGuid():N}";
        while (true)
        {
            try
            {
                using var body = new StringContent(content.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
                using var response = await http.PutAsync(path, body);
                // What applies to the bot applies to whoever has its account: not before it is allowed.
                if (response.StatusCode == System.Net.HttpStatusCode.TooManyRequests) await Task.Delay(TimeSpan.FromSeconds(1.1));
                response.EnsureSuccessStatusCode();
                using var sent = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
                return sent.RootElement.GetProperty("event_id").GetString()!;
            }
            catch (HttpRequestException) when (people is FakePeople)
            {
                // A homeserver that misbehaves does so to everybody; the same transaction is safe to repeat.
                await Briefly.PauseAsync();
            }
        }
    }

    /// <summary>Question by question, leaving alone what stands already.</summary>
    private async Task<SeenReply> FillsInAsync(string person, ImmutableDictionary<string, string> values)
    {
        var asked = (await people.ReadAsync(person, direct[person])).Last(m => m.Sender == bot.UserId);
        for (var questions = 0; questions < MostQuestions; questions++)
        {
            var field = MatrixReader.CurrentField(asked);
            var (name, stands) = (field.GetProperty("name").GetString()!, field.GetProperty("value").GetString()!);
            var value = values.GetValueOrDefault(name, stands);
            var answer = value == stands ? "skip" : value.Length == 0 ? "-" : value;
            var said = await people.SayAsync(person, direct[person], answer);
            asked = await reader.UntilAsync(person, direct[person], m => m.Sender == bot.UserId && MatrixReader.NoteOf(m, "cause") == said, "the next question");
            if (!MatrixReader.IsQuestion(asked)) return MatrixReader.Reply(asked);
        }

        throw new InvalidOperationException($"{person} was asked {MostQuestions} questions, and the form was not done; the last: {asked.Body}");
    }

    private async Task<SeenReply> ReactsAsync(string person, Reacted reacted)
    {
        var message = MatrixIds.EventOf(reacted.Message);
        var before = (await people.ReadAsync(person, direct[person])).Select(m => m.Id).ToHashSet();
        await reader.UntilAsync(person, Room, m => m.Id == message, "the card");
        if (reacted.Added) mine[(person, message, reacted.Emoji)] = await people.ReactAsync(person, Room, message, reacted.Emoji);
        else await people.RedactAsync(person, Room, mine[(person, message, reacted.Emoji)]);
        return MatrixReader.Reply(await reader.UntilAsync(
            person, direct[person], m => m.Sender == bot.UserId && !before.Contains(m.Id) && MatrixReader.NoteOf(m, "cause") is not null, "an answer to the reaction"));
    }
}
