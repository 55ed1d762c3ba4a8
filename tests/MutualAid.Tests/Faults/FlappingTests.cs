using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>Discord drops the gateway's connection every second.</summary>
[Collection(FaultCollection.Name)]
public sealed class FlappingTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_gateway_that_flaps_loses_nothing_and_does_nothing_twice() => FlapAsync(10);

    [Fact(Explicit = true)]
    public Task A_gateway_that_flaps_for_two_minutes_loses_nothing_and_does_nothing_twice() => FlapAsync(120);

    private async Task FlapAsync(int times)
    {
        await using var town = await DiscordTown.StartAsync();
        var gateway = town.Stage.Fake.Gateway;
        gateway.IdentifyEvery = TimeSpan.FromSeconds(5);
        var (identified, resumed) = (gateway.Identifies, gateway.Resumes);
        using var stop = new CancellationTokenSource();
        var load = town.LoadAsync(stop.Token);
        using (var second = new PeriodicTimer(Every))
        {
            for (var time = 0; time < times; time++)
            {
                await second.WaitForNextTickAsync();
                gateway.DropAll();
            }
        }

        await gateway.ReadyAsync();
        // Everything that was asked meanwhile has been answered, or Discord has told the person that it was not.
        await Task.Delay(TimeSpan.FromSeconds(4));
        await stop.CancelAsync();
        await load;
        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        output.WriteLine($"{town.Asked} needs typed; {gateway.Resumes - resumed} times resumed, {gateway.Identifies - identified} sessions begun.");
        Assert.True(gateway.Resumes > resumed, "It never resumed.");
        // One in five seconds is what Discord allows; it needs none, since a session can be resumed.
        Assert.True(gateway.Identifies - identified <= 1 + (times / 20), $"{gateway.Identifies - identified} sessions were begun.");
        Assert.DoesNotContain(gateway.Log, l => l.Contains("refused to start a session", StringComparison.Ordinal));
        Assert.Empty(town.UnansweredButThere());
        var said = $"resumed {gateway.Resumes - resumed} times, {gateway.Identifies - identified} sessions begun; of {town.Asked} needs typed the others failed visibly";
        table.Note(new FaultRow("gateway drops every second", times, town.Acknowledged, difference.Lost, difference.Twice, said), output);
    }
}
