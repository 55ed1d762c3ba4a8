using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class CommandRoutes
{
    public static readonly ApiRoute[] All =
    [
        new("GET", "/applications/{application_id}/commands", c => List(c, guild: null)),
        new("PUT", "/applications/{application_id}/commands", c => Replace(c, guild: null)),
        new("GET", "/applications/{application_id}/guilds/{guild_id}/commands", c => List(c, c.Guild())),
        new("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", c => Replace(c, c.Guild())),
    ];

    private static ApiAnswer List(ApiCall call, FakeGuild? guild)
    {
        CheckApplication(call);
        return ApiAnswer.Ok(new JsonArray([.. call.Fake.Commands.Of(guild).Select(c => Shown(c, call.Flag("with_localizations")))]));
    }

    private static ApiAnswer Replace(ApiCall call, FakeGuild? guild)
    {
        CheckApplication(call);
        var given = call.Body as JsonArray ?? throw ApiError.Form("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        CommandRules.Check(given, call.Form);
        call.Form.ThrowIfAny();
        call.Fake.Commands.Replace(guild, given);
        return ApiAnswer.Ok(new JsonArray([.. call.Fake.Commands.Of(guild).Select(c => Shown(c, withLocalizations: true))]));
    }

    private static void CheckApplication(ApiCall call)
    {
        if (call.Id("application_id") != call.Fake.Bot.Id) throw new ApiError(403, 20012, "You are not authorized to perform this action on this application");
    }

    private static JsonObject Shown(JsonObject command, bool withLocalizations)
    {
        var copy = command.DeepClone().AsObject();
        if (!withLocalizations) Strip(copy);
        return copy;
    }

    private static void Strip(JsonObject holder)
    {
        holder.Remove("name_localizations");
        holder.Remove("description_localizations");
        foreach (var field in new[] { "options", "choices" })
        {
            foreach (var inner in (holder[field] as JsonArray ?? []).OfType<JsonObject>()) Strip(inner);
        }
    }
}

/// <summary>The registered commands, of everywhere and of single servers. A command of the same type and name keeps its id.</summary>
internal sealed class CommandBook(FakeDiscord fake)
{
    private readonly Dictionary<ulong, List<JsonObject>> byGuild = [];

    /// <summary>How often the commands were replaced.</summary>
    public int Replacements { get; private set; }

    public IReadOnlyList<JsonObject> Of(FakeGuild? guild)
    {
        lock (fake.Sync) return byGuild.TryGetValue(guild?.Id ?? 0, out var list) ? [.. list] : [];
    }

    /// <summary>What a person finds under this name: the server's own command before the one of everywhere.</summary>
    public JsonObject? Find(FakeGuild? guild, int type, string name) =>
        (guild is null ? [] : Of(guild)).Concat(Of(null)).FirstOrDefault(c => (int)c["type"]! == type && (string)c["name"]! == name);

    public void Replace(FakeGuild? guild, JsonArray given)
    {
        Replacements++;
        var before = Of(guild);
        byGuild[guild?.Id ?? 0] = [.. given.Select(g => Completed(g!.DeepClone().AsObject(), guild, before))];
    }

    private JsonObject Completed(JsonObject command, FakeGuild? guild, IReadOnlyList<JsonObject> before)
    {
        command["type"] ??= 1;
        command["description"] ??= "";
        var known = before.FirstOrDefault(b => (int)b["type"]! == (int)command["type"]! && (string)b["name"]! == (string)command["name"]!);
        command["id"] = (string?)known?["id"] ?? fake.Ids.Next().ToString();
        command["application_id"] = fake.Bot.Id.ToString();
        command["version"] = fake.Ids.Next().ToString();
        if (guild is not null) command["guild_id"] = guild.Id.ToString();
        command["default_member_permissions"] = command["default_member_permissions"]?.ToString();
        command["nsfw"] ??= false;
        if (guild is null) command["integration_types"] ??= new JsonArray(0);
        if (!command.ContainsKey("contexts")) command["contexts"] = null;
        return command;
    }
}
