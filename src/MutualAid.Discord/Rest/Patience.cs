namespace MutualAid.Discord.Rest;

/// <summary>
/// A token that is cancelled when the time is up or when either of two others is. <see cref="Timeout.InfiniteTimeSpan"/> is no time limit.
/// </summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration one;
    private readonly CancellationTokenRegistration other;

    public Patience(TimeSpan limit, TimeProvider time, CancellationToken one, CancellationToken other = default)
    {
        source = new CancellationTokenSource(limit, time);
        this.one = one.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        this.other = other.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        one.Dispose();
        other.Dispose();
        source.Dispose();
    }
}
