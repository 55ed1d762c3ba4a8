using System.Text;
using System.Text.Json;
using MutualAid.Matrix;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Sync;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever stands in an answer to a sync, it is taken in, nobody is left unanswered because of it, and the next one is read.</summary>
public sealed class MatrixSyncFuzz
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_hostile_batch_is_taken_in_and_the_next_command_is_answered()
    {
        var people = await FakePeople.StartAsync(new HurriedTime(10));
        await using var all = people;
        var stage = await MatrixStage.StartAsync(people);
        await using var world = await World.StartAsync(stage: stage);
        world.LeavesAllBehind = true;
        await world.Ana.TypesAsync("/need water");
        await world.SettleAsync();
        var card = MatrixIds.EventOf((await world.NeedAsync(1)).CardPosting!.Message!.Value);
        var intake = world.Get<Intake>();
        await Executions.RunWithoutGrowthAsync("Matrix sync batches", 600, async seed =>
        {
            var sample = MatrixSamples.Batch(stage, seed, card);
            JsonElement batch;
            try
            {
                batch = AnswerBody.Parse(Encoding.UTF8.GetBytes(new Mangler(seed).Mangle(sample)));
            }
            catch (JsonException)
            {
                return;
            }

            await intake.TakeAsync(batch, "since", world.Get<Progress>().Begin("batch" + seed), CancellationToken.None).WaitAsync(Patience);
        }, world.Get<IServiceProvider>());
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need soap")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Log.Lines, Unexpected);
    }

    /// <summary>The list of what a homeserver may refuse; anything else is a defect of ours.</summary>
    private static bool Unexpected(string line) =>
        (line.StartsWith("What happened in a room could not be handled", StringComparison.Ordinal) && !line.Contains(nameof(MatrixRefusedException), StringComparison.Ordinal))
        || line.StartsWith("Could not answer an intent", StringComparison.Ordinal);
}
