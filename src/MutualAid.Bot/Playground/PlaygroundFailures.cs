using MutualAid.Core.Chat;

namespace MutualAid.Bot.Playground;

/// <summary>An outage outside the dispatcher: the page is told, and the log gets the kind of failure and a reference, nothing else.</summary>
internal static partial class PlaygroundFailures
{
    public static Func<HttpContext, RequestDelegate, Task> Handle(ILogger log) => async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page went away; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
            await context.Response.WriteAsJsonAsync(new { error = "That was too much or not understood. Nothing was saved." }, Wire.Json, CancellationToken.None);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var reference = Token.New()[..6];
            LogFailed(log, reference, e.GetType().Name);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(
                new { error = $"Something went wrong on our side. It may not have been saved. Reference: {reference}" }, Wire.Json, CancellationToken.None);
        }
    };

    [LoggerMessage(1, LogLevel.Error, "Could not answer the page. Reference {Reference}: {Cause}")]
    private static partial void LogFailed(ILogger log, string reference, string cause);
}
