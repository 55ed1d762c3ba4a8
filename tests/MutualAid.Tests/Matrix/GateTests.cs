using Microsoft.Extensions.Time.Testing;
using MutualAid.Matrix.Client;
using Xunit;

namespace MutualAid.Tests.Matrix;

public sealed class GateTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task While_nothing_is_limited_everything_passes_at_once()
    {
        var gate = new Gate(time);
        using var one = await gate.EnterAsync(Urgency.Ornament, CancellationToken.None);
        using var other = await gate.EnterAsync(Urgency.Ornament, CancellationToken.None);
        Assert.Equal(0, gate.Held);
    }

    [Fact]
    public async Task After_a_limit_nothing_passes_before_its_time_and_then_the_most_urgent_first()
    {
        var gate = new Gate(time);
        (await gate.EnterAsync(Urgency.Card, CancellationToken.None)).Limited(TimeSpan.FromSeconds(5));
        var ornament = gate.EnterAsync(Urgency.Ornament, CancellationToken.None);
        var answer = gate.EnterAsync(Urgency.Answer, CancellationToken.None);
        var card = gate.EnterAsync(Urgency.Card, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(4.9));
        await SettledAsync();
        Assert.Equal(3, gate.Held);

        await AdvancedUntilAsync(card);
        Assert.False(answer.IsCompleted);
        (await card).Dispose();
        await AdvancedUntilAsync(answer);
        Assert.False(ornament.IsCompleted);
        (await answer).Dispose();
        await AdvancedUntilAsync(ornament);
    }

    [Fact]
    public async Task A_second_limit_meanwhile_counts_where_it_is_longer()
    {
        var gate = new Gate(time);
        (await gate.EnterAsync(Urgency.Card, CancellationToken.None)).Limited(TimeSpan.FromSeconds(5));
        gate.Close(TimeSpan.FromSeconds(1));
        gate.Close(TimeSpan.FromSeconds(20));
        var next = gate.EnterAsync(Urgency.Card, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(19));
        await SettledAsync();
        Assert.False(next.IsCompleted);
        await AdvancedUntilAsync(next);
    }

    [Fact]
    public async Task Who_gives_up_waiting_stands_in_nobodys_way()
    {
        var gate = new Gate(time);
        (await gate.EnterAsync(Urgency.Card, CancellationToken.None)).Limited(TimeSpan.FromSeconds(5));
        using var stop = new CancellationTokenSource();
        var first = gate.EnterAsync(Urgency.Card, stop.Token);
        var second = gate.EnterAsync(Urgency.Card, CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await AdvancedUntilAsync(second);
    }

    private static async Task SettledAsync()
    {
        for (var i = 0; i < 20; i++) await Task.Yield();
    }

    private async Task AdvancedUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Support.Briefly.PauseAsync();
        }
    }
}
