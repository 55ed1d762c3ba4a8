namespace MutualAid.Tests.Faults;

/// <summary>Moments at which something goes wrong: the same ones in every run of one test, and another one each time.</summary>
internal sealed class Moments(int seed)
{
    public Random Random { get; } = new(seed);

    /// <summary>Lets a while go by, in milliseconds.</summary>
    public Task PassAsync(int from, int to) => Task.Delay(Random.Next(from, to));
}
