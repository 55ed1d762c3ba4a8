using Microsoft.Extensions.Configuration;

namespace MutualAid.Bot.Playground;

/// <summary>Configuration section <c>Playground</c>.</summary>
internal sealed class PlaygroundOptions
{
    public const string Section = "Playground";

    /// <summary>Null: on exactly when no platform is set.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Where the page is served.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Whether an address that others can reach is allowed. There is no login: whoever reaches it is anybody they like.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>One line for each value that can't be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            yield return $"{Section}:Url is '{Url}' but must be an address such as http://127.0.0.1:5080.";
        else if (!AllowRemote && !PlaygroundPage.IsLoopback(url.Host))
            yield return $"{Section}:Url is '{Url}', which others can reach without any login; it must be a loopback address, or set {Section}:AllowRemote to true.";
    }
}
