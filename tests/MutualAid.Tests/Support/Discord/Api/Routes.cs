namespace MutualAid.Tests.Support.Discord;

/// <summary>One endpoint. Where the token is in the path, none of the bot's is asked for, and the global limit doesn't count it.</summary>
internal sealed record ApiRoute(string Method, string Template, Func<ApiCall, ApiAnswer> Handle, bool NeedsNoToken = false)
{
    private readonly string[] steps = Template.Split('/');

    public string Name => Method + " " + Template;

    /// <summary>The parameters when the path fits; null when it doesn't.</summary>
    public IReadOnlyDictionary<string, string>? Match(string[] path)
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
    public static readonly IReadOnlyList<ApiRoute> All =
    [
        .. GatewayRoutes.All, .. CommandRoutes.All, .. InteractionRoutes.All, .. WebhookRoutes.All, .. MessageRoutes.All,
        .. ReactionRoutes.All, .. ThreadRoutes.All, .. ChannelRoutes.All, .. GuildRoutes.All,
    ];

    public static (ApiRoute Route, IReadOnlyDictionary<string, string> Parameters)? Find(string method, string path)
    {
        // Split first, then decode: an encoded slash belongs to its segment.
        var steps = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        return All.OrderByDescending(r => r.Literals)
            .Where(r => r.Method == method && r.Match(steps) is not null)
            .Select(r => ((ApiRoute, IReadOnlyDictionary<string, string>)?)(r, r.Match(steps)!))
            .FirstOrDefault();
    }
}
