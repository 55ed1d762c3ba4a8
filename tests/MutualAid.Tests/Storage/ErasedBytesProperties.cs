using CsCheck;
using MutualAid.Core.Needs;
using MutualAid.Tests.Privacy;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>
/// LiteDB reuses pages and parts of pages. Whatever is written over whatever, and whenever the log is folded in: afterwards the files hold nothing of a
/// body that is not the current one.
/// </summary>
public sealed class ErasedBytesProperties
{
    private const int Documents = 6;
    private const int AtOnce = 3;

    private static readonly Gen<Step> Steps =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, Documents - 1], Gen.OneOf(Gen.Int[0, 300], Gen.Int[300, 3_000], Gen.Int[3_000, 40_000]), (act, which, length) => new Step(act, which, length));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_history_leaves_nothing_of_a_body_that_was_replaced_or_removed() =>
        await Steps.Array[10, 50].SampleAsync(PlayAsync, iter: 40, threads: 1, print: steps => string.Join("; ", (IEnumerable<Step>)steps));

    private static async Task PlayAsync(Step[] steps)
    {
        using var open = new OpenStore();
        var traces = await Traces.OfAsync(open);
        // The last two see to it that something was replaced.
        Step[][] rounds = [.. steps.Chunk(AtOnce), [new(Act.Write, 0, 1)], [new(Act.Write, 0, 2)]];
        foreach (var round in rounds)
        {
            await Task.WhenAll(round.DistinctBy(step => step.Which).Select(step => DoAsync(open, step)));
            await traces.NoteAsync();
        }

        await traces.AssertGoneFromFilesAsync();
    }

    private static async Task DoAsync(OpenStore open, Step step)
    {
        var stored = await open.Needs.FindAsync(BackupTests.NewNeed(step.Which).Id, Now);
        var need = (stored ?? BackupTests.NewNeed(step.Which)) with { Details = new string('x', step.Length) };
        if (step.Act == Act.Fold) await open.Store.CheckpointAsync();
        else if (step.Act == Act.Remember) await open.Bookmarks.SaveAsync($"{step.Which}", need.Details, Now);
        else if (step.Act == Act.Drop) await open.Bookmarks.RemoveAsync($"{step.Which}", Now);
        else if (stored is null) Assert.True(await open.Needs.AddAsync(need, Now));
        else if (step.Act == Act.Remove) Assert.True(await open.Needs.RemoveAsync(stored, Now));
        else Assert.True(await open.Needs.SaveAsync(need, Now));
    }

    private enum Act
    {
        Write,
        Remove,
        Remember,
        Drop,
        Fold,
    }

    private sealed record Step(Act Act, int Which, int Length);
}
