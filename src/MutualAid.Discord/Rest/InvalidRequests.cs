namespace MutualAid.Discord.Rest;

/// <summary>
/// Counts the answers that Discord holds against an address (Topics, Rate Limits, Invalid Request Limit): after 10,000 of 401, 403 and 429
/// in ten minutes it answers nothing any more. Far below that nothing but answers to people is sent. Thread-safe.
/// </summary>
internal sealed class InvalidRequests(TimeProvider time)
{
    private const int Most = 5_000;
    private const int Slots = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly (long Slot, int Count)[] slots = new (long, int)[Slots];
    private readonly long start = time.GetTimestamp();

    public bool IsSpent
    {
        get
        {
            lock (gate)
            {
                var now = Slot;
                return slots.Where(s => s.Slot > now - Slots).Sum(s => s.Count) >= Most;
            }
        }
    }

    private long Slot => 1 + (time.GetElapsedTime(start).Ticks / (Window.Ticks / Slots));

    public void Count()
    {
        lock (gate)
        {
            var now = Slot;
            ref var slot = ref slots[now % Slots];
            slot = slot.Slot == now ? (now, slot.Count + 1) : (now, 1);
        }
    }
}
