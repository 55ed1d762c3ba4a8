using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal enum InteractionType
{
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    ModalSubmit = 5,
}

/// <summary>The bot's first answer: its type, its data, and when it came.</summary>
internal sealed record FirstResponse(int Type, JsonObject? Data, DateTimeOffset When);

/// <summary>One thing that a person did, and what they got for it.</summary>
internal sealed class FakeInteraction(FakeUser user, FakeChannel channel, InteractionType type, ulong id, string token, DateTimeOffset created)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<FirstResponse> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ulong Id { get; } = id;

    public string Token { get; } = token;

    public InteractionType Type { get; } = type;

    public FakeUser User { get; } = user;

    public FakeChannel Channel { get; } = channel;

    public DateTimeOffset Created { get; } = created;

    /// <summary>The message whose button was pressed, or from whose button the form came.</summary>
    public FakeMessage? Source { get; init; }

    /// <summary>What the bot received.</summary>
    public JsonObject Json { get; set; } = [];

    /// <summary>The bot's first answer; fails when none comes.</summary>
    public Task<FirstResponse> Response => WaitedForAsync();

    public bool IsAnswered => first.Task.IsCompleted;

    /// <summary>The message that @original names.</summary>
    internal FakeMessage? Original { get; set; }

    internal List<FakeMessage> Own { get; } = [];

    /// <summary>The form the person has before them.</summary>
    public FakeModal? Modal { get; internal set; }

    /// <summary>What is offered while they type.</summary>
    public IReadOnlyList<JsonObject> Choices { get; internal set; } = [];

    /// <summary>Every state of the answer so far, oldest first: the JSON of each message after each call.</summary>
    internal List<JsonObject> HistoryList { get; } = [];

    public IReadOnlyList<JsonObject> History
    {
        get
        {
            lock (User.Fake.Sync) return [.. HistoryList];
        }
    }

    /// <summary>What the person sees of it now: answers and follow-ups that still are there, oldest first.</summary>
    public IReadOnlyList<FakeMessage> Messages
    {
        get
        {
            lock (User.Fake.Sync) return [.. Own.Where(m => !m.IsDeleted)];
        }
    }

    /// <summary>Waits for the answer's message, until it is more than "thinking".</summary>
    public async Task<FakeMessage> MessageAsync()
    {
        await Response;
        await User.Fake.UntilAsync(() => Messages.Any(m => !m.IsLoading), "a message in answer to " + this);
        return Messages.First(m => !m.IsLoading);
    }

    /// <summary>Waits for the form.</summary>
    public async Task<FakeModal> ModalAsync()
    {
        var response = await Response;
        return Modal ?? throw new InvalidOperationException($"No form was shown but an answer of type {response.Type}: {response.Data?.ToJsonString()}");
    }

    public override string ToString() => $"{Type} of {User} in {Channel}: {Json["data"]?.ToJsonString()}";

    internal int? AnswerType => first.Task.IsCompletedSuccessfully ? first.Task.Result.Type : null;

    internal void Answer(FirstResponse response) => first.TrySetResult(response);

    private async Task<FirstResponse> WaitedForAsync()
    {
        try
        {
            return await first.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The bot did not answer within {Patience}: {this}\n{User.Fake.Describe()}", e);
        }
    }
}

/// <summary>A form that a person has before them.</summary>
internal sealed record FakeModal(FakeInteraction Interaction, JsonObject Json)
{
    public string CustomId => (string)Json["custom_id"]!;

    public string Title => (string)Json["title"]!;

    public IReadOnlyList<FakeField> Fields => [.. (Json["components"] as JsonArray)!.OfType<JsonObject>().Select(FakeField.From).OfType<FakeField>()];

    public FakeField Field(string labelOrId) => Fields.FirstOrDefault(f => f.CustomId == labelOrId || f.Label == labelOrId)
        ?? throw new InvalidOperationException($"The form has no field '{labelOrId}' but only: {string.Join(", ", Fields.Select(f => f.Label))}.");
}

/// <summary>One field of a form.</summary>
internal sealed record FakeField(string Label, JsonObject Json)
{
    public string CustomId => (string)Json["custom_id"]!;

    public int Type => (int)Json["type"]!;

    public string? Value => (string?)Json["value"];

    public bool IsRequired => (bool?)Json["required"] ?? true;

    public IReadOnlyList<string> Options => [.. (Json["options"] as JsonArray ?? []).Select(o => (string)o!["value"]!)];

    public static FakeField? From(JsonObject component) => ComponentTree.TypeOf(component) switch
    {
        18 => new FakeField((string)component["label"]!, component["component"]!.AsObject()),
        1 => new FakeField((string?)component["components"]![0]!["label"] ?? "", component["components"]![0]!.AsObject()),
        _ => null,
    };
}
