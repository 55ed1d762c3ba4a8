namespace MutualAid.Discord.Rest;

/// <summary>How one attempt ended: with an answer, or with a <see cref="Fault"/>.</summary>
internal readonly record struct Outcome(int Status, ReadOnlyMemory<byte> Body, int Code, Fault? Fault)
{
    public static Outcome Of(Fault fault) => new(0, ReadOnlyMemory<byte>.Empty, 0, fault);

    /// <summary>Bodies don't belong into a log.</summary>
    public override string ToString() => Fault?.Kind ?? $"status {Status}";
}

/// <summary>
/// No answer that could be read. <paramref name="Kind"/> may stand in a log. <paramref name="HadNoEffect"/>: the request certainly never
/// arrived. <paramref name="IsFinal"/>: it would be the same again.
/// </summary>
internal sealed record Fault(string Kind, bool HadNoEffect, Exception Cause, bool IsFinal = false)
{
    public static Fault Of(HttpRequestException e) => new($"network, {e.HttpRequestError}", IsBeforeSending(e.HttpRequestError), e);

    public static Fault Of(IOException e) => new("network, while reading the answer", HadNoEffect: false, e, e is AnswerTooLargeException);

    /// <summary><paramref name="isOurs"/>: the attempt's own time was up. Otherwise the handler's was, and it has one for connecting alone.</summary>
    public static Fault Of(OperationCanceledException e, bool isOurs) =>
        isOurs ? new("no answer in time", HadNoEffect: false, e) : new("no connection in time", e.InnerException is TimeoutException, e);

    private static bool IsBeforeSending(HttpRequestError error) => error is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
