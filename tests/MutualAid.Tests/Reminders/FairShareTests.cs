using CsCheck;
using MutualAid.Core.Reminders;
using Xunit;

namespace MutualAid.Tests.Reminders;

public sealed class FairShareTests
{
    /// <summary>However the parts lie at first, and in whatever order the processes look: soon all have as good as equally much, none has a part of another, and nothing moves any more.</summary>
    [Fact]
    public void From_any_beginning_it_becomes_even_and_stays_so() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 6], Gen.Int[0, int.MaxValue - 1]).Sample((count, processes, seed) =>
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, count).ToList();
        var have = Enumerable.Range(0, processes).Select(_ => new HashSet<int>()).ToList();
        foreach (var part in parts)
        {
            if (random.Next(3) > 0) have[random.Next(processes)].Add(part);
        }

        for (var round = 0; round < 10; round++)
        {
            foreach (var one in Enumerable.Range(0, processes).OrderBy(_ => random.Next())) Look(one);
        }

        Assert.Equal(parts, have.SelectMany(h => h).Order());
        Assert.InRange(have.Max(h => h.Count) - have.Min(h => h.Count), 0, 1);
        var before = have.Select(h => h.ToList()).ToList();
        foreach (var one in Enumerable.Range(0, processes)) Look(one);
        Assert.Equal(before, have.Select(h => h.ToList()));

        void Look(int one)
        {
            var (take, spare) = FairShare.Of(parts, have[one], [.. have.Where((_, i) => i != one)]);
            Assert.True(take.IsEmpty || spare.IsEmpty);
            Assert.DoesNotContain(take, part => have.Any(h => h.Contains(part)));
            have[one].UnionWith(take);
            have[one].ExceptWith(spare);
        }
    });

    [Fact]
    public void Who_is_alone_has_everything_and_of_many_with_one_part_one_has_it()
    {
        Assert.Equal([0, 1, 2], FairShare.Of([0, 1, 2], [], []).Take);
        Assert.Equal([0], FairShare.Of([0], [], [[], []]).Take);
        Assert.Empty(FairShare.Of([0], [], [[0], []]).Take);
        Assert.Empty(FairShare.Of([0], [0], [[], []]).Spare);
    }
}
