using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Something a person did that waits for an answer, and what came of it.</summary>
internal sealed class FakeInteraction(string id, string token, FakeUser user, FakeChannel channel, int type, DateTimeOffset at)
{
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public string Token { get; } = token;

    public FakeUser User { get; } = user;

    public FakeChannel Channel { get; } = channel;

    public int Type { get; } = type;

    public DateTimeOffset At { get; } = at;

    /// <summary>The type of the first answer, or null while there is none.</summary>
    public int? AnswerType { get; private set; }

    /// <summary>How long the first answer took.</summary>
    public TimeSpan AnsweredAfter { get; private set; }

    public JsonObject? Modal { get; private set; }

    public JsonArray? Choices { get; private set; }

    /// <summary>What the person sees of it, oldest first.</summary>
    public List<FakeMessage> Messages { get; } = [];

    /// <summary>Whether the first answer only announced another.</summary>
    public bool WasAnnounced => AnswerType is 5;

    /// <summary>Completes with the first answer.</summary>
    public Task First => first.Task;

    /// <summary>Completes when there is something to see, a modal or choices included, or silence was the answer.</summary>
    public Task Shown => shown.Task;

    public void Answer(int answerType, JsonObject? data, TimeSpan after)
    {
        AnswerType = answerType;
        AnsweredAfter = after;
        if (answerType == 9) Modal = data;
        if (answerType == 8) Choices = data?["choices"] as JsonArray;
        first.TrySetResult();
        if (answerType != 5) shown.TrySetResult();
    }

    public void Show() => shown.TrySetResult();
}
