namespace MutualAid.Bot.Operations;

/// <summary>What a line of the log looks like: a text for people, or an object of JSON for a machine that collects. Times are UTC in both.</summary>
internal static partial class LogLines
{
    private const string Key = "Logging:Format";
    private const string Json = "json";
    private const string Text = "text";
    private const string Category = "MutualAid.Bot.Start";

    /// <summary>One line for a value that can't be used.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        if (configuration[Key] is { Length: > 0 } format && !Is(format, Json) && !Is(format, Text))
            yield return $"{Key} is '{format}' but must be {Json} or {Text}; left out, it is {Json} in a container and {Text} elsewhere.";
    }

    /// <summary>Writes to the console, in the format that is set, or that suits where the bot runs.</summary>
    public static void AddLines(this ILoggingBuilder logging, IConfiguration configuration)
    {
        if (IsJson(configuration))
        {
            logging.AddFilter(Category, LogLevel.Information).AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
    }

    /// <summary>Says something to who started the bot, so that where JSON is read all lines are JSON.</summary>
    public static async Task SayAsync(IHost host, string line)
    {
        if (IsJson(host.Services.GetRequiredService<IConfiguration>())) LogSaid(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Category), line);
        else await Console.Out.WriteLineAsync(line);
    }

    private static bool IsJson(IConfiguration configuration) => configuration[Key] is { Length: > 0 } format
        ? Is(format, Json)
        : configuration["DOTNET_RUNNING_IN_CONTAINER"] is { } contained && (Is(contained, "true") || contained == "1");

    private static bool Is(string value, string other) => value.Equals(other, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void LogSaid(ILogger log, string line);
}
