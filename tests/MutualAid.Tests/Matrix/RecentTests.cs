using MutualAid.Matrix;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>What is remembered of what is active is bounded by a number.</summary>
public sealed class RecentTests
{
    [Fact]
    public void Of_many_only_the_most_recently_used_are_known()
    {
        var recent = new Recent<int, string>(100);
        recent.Set(-1, "kept");
        for (var i = 0; i < 10_000; i++)
        {
            recent.Set(i, "");
            Assert.True(recent.TryGet(-1, out _));
        }

        Assert.Equal(Enumerable.Range(9_901, 99).Prepend(-1), Enumerable.Range(-1, 10_001).Where(i => recent.TryGet(i, out _)));
    }
}
