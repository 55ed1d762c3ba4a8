namespace MutualAid.Tests.Support.Matrix;

/// <summary>One endpoint. No answer: it waits for something to happen.</summary>
internal sealed record ApiRoute(string Method, string Template, Func<ApiCall, ApiAnswer?> Handle)
{
    private readonly string[] steps = Template.Split('/');

    public string Name => Method + " " + Template;

    /// <summary>Whether anybody may call it.</summary>
    public bool NeedsNoToken { get; init; }

    /// <summary>Whether it counts as saying something, of which a server takes only so much.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The parameters when the path fits; null when it doesn't.</summary>
    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != steps.Length) return null;
        var parameters = new Dictionary<string, string>();
        for (var i = 0; i < path.Length; i++)
        {
            if (steps[i].StartsWith('{')) parameters[steps[i][1..^1]] = path[i];
            else if (steps[i] != path[i]) return null;
        }

        return parameters;
    }

    /// <summary>Fixed words win over parameters.</summary>
    public int Literals => steps.Count(s => !s.StartsWith('{'));
}

/// <summary>Every endpoint the fake has.</summary>
internal static class Routes
{
    public const string V3 = "/_matrix/client/v3";
    public const string V1 = "/_matrix/client/v1";
    public const string Media = "/_matrix/media/v3";

    private static readonly IReadOnlyList<ApiRoute> All =
    [
        .. new[]
        {
            SessionRoutes.All, SyncRoutes.All, SendRoutes.All, StateRoutes.All, HistoryRoutes.All, RelationRoutes.All, RoomRoutes.All, DirectoryRoutes.All,
            AccountRoutes.All, EphemeralRoutes.All, MediaRoutes.All,
        }.SelectMany(r => r).OrderByDescending(r => r.Literals),
    ];

    /// <summary>Whether what is sent there is a file and not JSON.</summary>
    public static bool TakesBytes(string path) => path.StartsWith(Media + "/upload", StringComparison.Ordinal);

    /// <summary>The endpoint for a call; where there is only one of another method, that is said.</summary>
    public static (ApiRoute? Route, IReadOnlyDictionary<string, string> Parameters, bool OtherMethod) Find(string method, string path)
    {
        // Split first, then decode: an encoded slash belongs to its segment.
        var steps = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        var fitting = All.Where(r => r.Match(steps) is not null).ToList();
        var route = fitting.Find(r => r.Method == method);
        return (route, route?.Match(steps) ?? [], route is null && fitting.Count > 0);
    }
}
