using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class GatewayRoutes
{
    public static readonly ApiRoute[] All =
    [
        new("GET", "/gateway", c => ApiAnswer.Ok(new JsonObject { ["url"] = c.Fake.GatewayUrl }), NeedsNoToken: true),
        new("GET", "/gateway/bot", Bot),
        new("GET", "/users/@me", c => ApiAnswer.Ok(c.Fake.Bot.ToJson())),
        new("GET", "/users/{user_id}", c => ApiAnswer.Ok((c.Fake.World.FindUser(c.Id("user_id")) ?? throw new ApiError(404, 10013, "Unknown User")).ToJson())),
        new("GET", "/applications/@me", c => ApiAnswer.Ok(Application(c.Fake))),
        new("GET", "/oauth2/applications/@me", c => ApiAnswer.Ok(Application(c.Fake))),
    ];

    private static ApiAnswer Bot(ApiCall call)
    {
        var gateway = call.Fake.Gateway;
        return ApiAnswer.Ok(new JsonObject
        {
            ["url"] = call.Fake.GatewayUrl,
            ["shards"] = gateway.RecommendedShards,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = 1000,
                ["remaining"] = gateway.IdentifiesLeft,
                ["reset_after"] = 14_400_000,
                ["max_concurrency"] = gateway.MaxConcurrency,
            },
        });
    }

    private static JsonObject Application(FakeDiscord fake) => new()
    {
        ["id"] = fake.Bot.Id.ToString(),
        ["name"] = fake.Bot.Name,
        ["icon"] = null,
        ["description"] = "",
        ["bot_public"] = true,
        ["bot_require_code_grant"] = false,
        ["bot"] = fake.Bot.ToJson(),
        ["flags"] = 0,
        ["verify_key"] = new string('0', 64),
        ["owner"] = fake.BotOwner.ToJson(),
        ["team"] = null,
    };
}
