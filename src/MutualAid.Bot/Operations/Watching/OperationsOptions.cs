using MutualAid.Bot.Playground;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>Configuration section <c>Operations</c>: how whoever runs the bot watches it.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "Operations";
    public const string DefaultUrl = "http://127.0.0.1:5081";
    private const string Off = "off";

    /// <summary>Where <c>/live</c>, <c>/ready</c> and <c>/metrics</c> are served; empty or <c>off</c>: nowhere.</summary>
    public string Url { get; set; } = DefaultUrl;

    /// <summary>Whether an address that others can reach is allowed. Counts and times are all that is told there, but to anybody.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>Where metrics and spans are sent by OTLP; empty: where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, or nowhere.</summary>
    public string Otlp { get; set; } = "";

    public bool IsOff => Url.Length == 0 || Url.Equals(Off, StringComparison.OrdinalIgnoreCase);

    /// <summary>One line for each value that can't be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (!IsOff)
        {
            if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
                yield return $"{Section}:Url is '{Url}' but must be an address such as {DefaultUrl}, or off.";
            else if (!AllowRemote && !PlaygroundPage.IsLoopback(url.Host))
                yield return $"{Section}:Url is '{Url}', which others can reach; it must be a loopback address, or set {Section}:AllowRemote to true.";
        }

        if (Otlp.Length > 0 && (!Uri.TryCreate(Otlp, UriKind.Absolute, out var otlp) || otlp.Scheme is not ("http" or "https")))
            yield return $"{Section}:Otlp is '{Otlp}' but must be the address of a collector, such as http://127.0.0.1:4317.";
    }

    /// <summary>Whether the address was chosen: then the bot does not go on without it.</summary>
    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{Section}:{nameof(Url)}"]);
}
