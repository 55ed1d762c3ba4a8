using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>An interaction as the bot receives it.</summary>
internal static class InteractionJson
{
    public static JsonObject Of(FakeInteraction interaction, JsonObject data)
    {
        var (user, channel, fake) = (interaction.User, interaction.Channel, interaction.User.Fake);
        var json = new JsonObject
        {
            ["id"] = interaction.Id.ToString(),
            ["application_id"] = fake.Bot.Id.ToString(),
            ["type"] = (int)interaction.Type,
            ["token"] = interaction.Token,
            ["version"] = 1,
            ["data"] = data,
            ["channel_id"] = channel.Id.ToString(),
            ["channel"] = channel.ToJson(),
            ["locale"] = user.Locale,
            ["app_permissions"] = ((ulong)RightsCalculation.In(channel, fake.Bot)).ToString(),
            ["entitlements"] = new JsonArray(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = channel.Guild?.Id.ToString() ?? "0" },
            ["context"] = channel.Guild is null ? 1 : 0,
            ["attachment_size_limit"] = 10 * 1024 * 1024,
        };
        if (channel.Guild is { } guild)
        {
            json["guild_id"] = guild.Id.ToString();
            json["guild_locale"] = guild.PreferredLocale;
            json["guild"] = new JsonObject { ["id"] = guild.Id.ToString(), ["locale"] = guild.PreferredLocale, ["features"] = new JsonArray() };
            var member = guild.Member(user.Id).ToJson();
            member["permissions"] = ((ulong)RightsCalculation.In(channel, user)).ToString();
            json["member"] = member;
        }
        else
        {
            json["user"] = user.ToJson();
        }

        if (interaction.Source is { } source) json["message"] = source.ToJson();
        return json;
    }

    /// <summary>The objects that the values of options or menus name.</summary>
    public static JsonObject? Resolved(FakeChannel channel, IEnumerable<(int Type, string Id)> named)
    {
        var resolved = new JsonObject();
        foreach (var (type, text) in named)
        {
            var id = ulong.Parse(text);
            var world = channel.Fake.World;
            if (type is 6 or 9 && world.FindUser(id) is { } user)
            {
                Put(resolved, "users", text, user.ToJson());
                if (channel.Guild is { } guild && guild.TryMember(id, out var member))
                {
                    var json = member.ToJson(withUser: false);
                    json["permissions"] = ((ulong)RightsCalculation.In(channel, user)).ToString();
                    Put(resolved, "members", text, json);
                }
            }
            else if (type == 7 && world.FindChannel(id) is { } place)
            {
                var json = place.ToJson();
                json["permissions"] = ((ulong)RightsCalculation.In(place, channel.Fake.Bot)).ToString();
                Put(resolved, "channels", text, json);
            }
            else if (type is 8 or 9 && channel.Guild?.AllRoles.FirstOrDefault(r => r.Id == id) is { } role)
            {
                Put(resolved, "roles", text, role.ToJson());
            }
            else
            {
                throw new InvalidOperationException($"Nothing has the id {text}.");
            }
        }

        return resolved.Count > 0 ? resolved : null;
    }

    private static void Put(JsonObject resolved, string kind, string id, JsonObject json)
    {
        if (resolved[kind] is not JsonObject) resolved[kind] = new JsonObject();
        resolved[kind]![id] = json;
    }
}
