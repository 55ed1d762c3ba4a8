namespace MutualAid.Discord.Rest;

/// <summary>One attempt: sends a request, and tells rate limits and budget of the answer.</summary>
internal sealed class Exchange(HttpMessageInvoker http, RequestWriter writer, InvalidRequestBudget budget, TimeProvider time)
{
    /// <summary>
    /// Sends once. <paramref name="throttledPause"/> is how long a 429 stops at least. Throws <see cref="OperationCanceledException"/> only
    /// for <paramref name="cancellationToken"/>.
    /// </summary>
    public async Task<Outcome> RunAsync(
        RestRequest request, Turn turn, TimeSpan timeout, TimeSpan throttledPause, CancellationToken cancellationToken)
    {
        using var patience = new Patience(timeout, time, cancellationToken);
        try
        {
            using var message = writer.Write(request);
            turn.Sent();
            using var response = await http.SendAsync(message, patience.Token);
            return await ReadAsync(response, turn, throttledPause, patience.Token);
        }
        catch (HttpRequestException e)
        {
            return Failed(turn, Fault.Of(e));
        }
        catch (IOException e)
        {
            return Failed(turn, Fault.Of(e));
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(turn, Fault.Of(e, isOurs: patience.Token.IsCancellationRequested));
        }
    }

    private static Outcome Failed(Turn turn, Fault fault)
    {
        if (fault.HadNoEffect) turn.NotSent();
        return Outcome.Of(fault);
    }

    private async Task<Outcome> ReadAsync(HttpResponseMessage response, Turn turn, TimeSpan throttledPause, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var limits = LimitHeaders.Of(response.Headers);
        if (IsHeldAgainstUs(status, response)) budget.Count();
        if (status == 429)
        {
            var throttle = Throttle.Of(response.Headers, await ReadErrorAsync(response, cancellationToken));
            turn.Throttled(limits, throttle.RetryAfter < throttledPause ? throttle with { RetryAfter = throttledPause } : throttle);
            return new Outcome(status, ReadOnlyMemory<byte>.Empty, 0, Fault: null);
        }

        turn.Answered(limits, response.IsSuccessStatusCode);
        if (response.IsSuccessStatusCode) return new Outcome(status, await AnswerReader.ReadAsync(response, cancellationToken), 0, Fault: null);
        var code = status is >= 400 and < 500 ? (await ReadErrorAsync(response, cancellationToken)).Code : 0;
        return new Outcome(status, ReadOnlyMemory<byte>.Empty, code, Fault: null);
    }

    /// <summary>Never fails for the network: that Discord said no is known already.</summary>
    private static async Task<ErrorBody> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return ErrorBody.Parse((await AnswerReader.ReadAsync(response, cancellationToken)).Span);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ErrorBody(response.Content.Headers.ContentType?.MediaType is "application/json", 0, null, IsGlobal: false);
        }
    }

    private static bool IsHeldAgainstUs(int status, HttpResponseMessage response) =>
        status is 401 or 403 || (status is 429 && !Throttle.IsShared(response.Headers));
}
