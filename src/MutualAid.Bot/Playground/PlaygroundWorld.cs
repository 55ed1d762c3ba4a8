using System.Collections.Immutable;
using MutualAid.Core.Chat;

namespace MutualAid.Bot.Playground;

/// <summary>Somebody who can be played.</summary>
internal sealed record Persona(string Key, string Name, bool IsFacilitator)
{
    public PersonId Id => new($"{PlaygroundWorld.Platform}:{Key}");
}

/// <summary>The small group of the playground: who is in it, and where they talk. Never changes.</summary>
internal static class PlaygroundWorld
{
    public const string Platform = "playground";

    public static readonly GroupId Group = new(Platform + ":neighbours");

    public static readonly PlaceId Home = new(Platform + ":needs");

    public static ImmutableArray<Persona> People { get; } =
        [new("ana", "Ana", false), new("bo", "Bo", false), new("cruz", "Cruz", false), new("dani", "Dani (facilitator)", true)];

    public static ImmutableArray<PlaygroundPlace> Channels { get; } =
    [
        new(Home.Value, "needs", PlaceKind.Channel, [], Closed: false),
        new(Platform + ":kitchen", "kitchen-table", PlaceKind.Channel, [], Closed: false),
    ];

    public static Persona? Find(string? key) => People.FirstOrDefault(p => p.Key == key);

    public static string NameOf(PersonId id) => People.FirstOrDefault(p => p.Id == id)?.Name ?? "somebody";

    public static PlaygroundPlace DirectOf(Persona person) =>
        new($"{Platform}:direct-{person.Key}", "Messages from the bot", PlaceKind.Direct, [person.Key], Closed: false);
}

/// <summary>What a place is.</summary>
internal enum PlaceKind
{
    /// <summary>Everybody reads it.</summary>
    Channel,

    /// <summary>One person and the bot.</summary>
    Direct,

    /// <summary>Some people and the bot.</summary>
    Conversation,
}

/// <summary>Somewhere to talk. <paramref name="Members"/> holds persona keys; empty means everybody.</summary>
internal sealed record PlaygroundPlace(string Id, string Name, PlaceKind Kind, ImmutableArray<string> Members, bool Closed)
{
    public bool IsVisibleTo(Persona person) => Kind == PlaceKind.Channel || Members.Contains(person.Key);
}
