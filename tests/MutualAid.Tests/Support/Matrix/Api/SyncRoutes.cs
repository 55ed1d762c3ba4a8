namespace MutualAid.Tests.Support.Matrix;

internal static class SyncRoutes
{
    public static readonly ApiRoute[] All = [new("GET", Routes.V3 + "/sync", Sync)];

    private static ApiAnswer? Sync(ApiCall call)
    {
        var since = call.Since;
        if (since < call.Fake.OldestSince) throw MatrixError.Unknown("Unknown stream token");
        var answer = new SyncAnswer(call, SyncFilter.Of(call));
        if (answer.ToJson(since) is { } news) return ApiAnswer.Ok(news);
        return call.MayWait ? null : ApiAnswer.Ok(answer.Empty());
    }
}
