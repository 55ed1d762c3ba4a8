namespace MutualAid.Tests.Support.Discord;

/// <summary>Editing a message that is older than an hour is limited more tightly, per channel.</summary>
internal sealed class OldEditLimit(int limit, TimeSpan per)
{
    private readonly Dictionary<ulong, List<DateTimeOffset>> edits = [];

    public void Count(FakeMessage message, DateTimeOffset now)
    {
        if (now - message.Sent <= TimeSpan.FromHours(1)) return;
        if (!edits.TryGetValue(message.Channel.Id, out var recent)) edits[message.Channel.Id] = recent = [];
        recent.RemoveAll(t => now - t >= per);
        if (recent.Count >= limit)
        {
            throw new ApiError(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later") { RetryAfter = recent[0] + per - now };
        }

        recent.Add(now);
    }
}
