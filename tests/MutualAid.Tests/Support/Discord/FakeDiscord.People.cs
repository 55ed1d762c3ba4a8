using System.Globalization;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What people do, as their clients let them.</summary>
internal sealed partial class FakeDiscord
{
    /// <summary>Types a command. Only what the registered commands take can be typed.</summary>
    public Task<FakeInteraction> SlashAsync(FakeUser user, FakeChannel channel, string command, params (string Name, JsonNode Value)[] options)
    {
        var registered = Registered(command, 1);
        foreach (var option in registered["options"] as JsonArray ?? [])
        {
            var given = options.FirstOrDefault(o => o.Name == (string)option!["name"]!);
            if (given.Value is null && (bool?)option!["required"] is true) throw new InvalidOperationException($"/{command} needs {option["name"]}.");
        }

        var list = new JsonArray();
        foreach (var (name, value) in options)
        {
            var option = (registered["options"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(o => (string)o["name"]! == name)
                ?? throw new InvalidOperationException($"/{command} has no option {name}.");
            list.Add(new JsonObject { ["name"] = name, ["type"] = (int)option["type"]!, ["value"] = Typed((int)option["type"]!, value) });
        }

        return SendAsync(user, channel, 2, new JsonObject { ["id"] = (string)registered["id"]!, ["name"] = command, ["type"] = 1, ["options"] = list }, null);
    }

    public Task<FakeInteraction> AutocompleteAsync(FakeUser user, FakeChannel channel, string command, string option, string typed)
    {
        var registered = Registered(command, 1);
        var known = (registered["options"] as JsonArray ?? []).OfType<JsonObject>().First(o => (string)o["name"]! == option);
        if ((bool?)known["autocomplete"] is not true) throw new InvalidOperationException($"/{command} {option} offers nothing.");
        return SendAsync(user, channel, 4, new JsonObject
        {
            ["id"] = (string)registered["id"]!,
            ["name"] = command,
            ["type"] = 1,
            ["options"] = new JsonArray(new JsonObject { ["name"] = option, ["type"] = (int)known["type"]!, ["value"] = typed, ["focused"] = true }),
        }, null);
    }

    /// <summary>Presses a button that stands on a message, in whatever place; forged ones too.</summary>
    public Task<FakeInteraction> PressAsync(FakeUser user, FakeMessage message, string customId) =>
        SendAsync(user, message.Channel, 3, new JsonObject { ["custom_id"] = customId, ["component_type"] = 2 }, message);

    public Task<FakeInteraction> SubmitAsync(FakeUser user, FakeChannel channel, JsonObject modal, IReadOnlyDictionary<string, string> values) =>
        SendAsync(user, channel, 5, new JsonObject
        {
            ["custom_id"] = (string)modal["custom_id"]!,
            ["components"] = new JsonArray([.. ((JsonArray)modal["components"]!).OfType<JsonObject>().Select((label, i) =>
            {
                var inner = label["component"]!.AsObject();
                var id = (string)inner["custom_id"]!;
                var value = values.GetValueOrDefault(id) ?? "";
                var sent = new JsonObject { ["type"] = (int)inner["type"]!, ["id"] = (i * 2) + 2, ["custom_id"] = id };
                if ((int)inner["type"]! == 3) sent["values"] = new JsonArray(value);
                else sent["value"] = value;
                return new JsonObject { ["type"] = 18, ["id"] = (i * 2) + 1, ["component"] = sent };
            })]),
        }, null);

    public Task<FakeInteraction> QuoteAsync(FakeUser user, FakeMessage message)
    {
        var registered = Commands.OfType<JsonObject>().Single(c => (int)c["type"]! == 3);
        return SendAsync(user, message.Channel, 2, new JsonObject
        {
            ["id"] = (string)registered["id"]!,
            ["name"] = (string)registered["name"]!,
            ["type"] = 3,
            ["target_id"] = message.Id,
            ["resolved"] = new JsonObject { ["messages"] = new JsonObject { [message.Id] = message.ToJson() } },
        }, null);
    }

    public async Task ReactAsync(FakeUser user, FakeMessage message, string emoji, bool added)
    {
        lock (gate)
        {
            if (added) message.Reactions.Add((user.Id, emoji));
            else message.Reactions.Remove((user.Id, emoji));
        }

        var data = new JsonObject
        {
            ["user_id"] = user.Id,
            ["channel_id"] = message.Channel.Id,
            ["message_id"] = message.Id,
            ["guild_id"] = message.Channel.Guild?.Id,
            ["emoji"] = new JsonObject { ["id"] = null, ["name"] = emoji },
            ["burst"] = false,
            ["type"] = 0,
        };
        if (added) data["message_author_id"] = message.AuthorId;
        await DispatchAsync(added ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE", data, message.Channel.Guild?.Id);
    }

    /// <summary>The message that this person sees with this button on it, the newest first.</summary>
    public FakeMessage? FindButton(FakeUser user, string customId)
    {
        lock (gate)
        {
            return interactions.Values.Where(i => i.User == user).SelectMany(i => i.Messages)
                .Concat(channels.Values.Where(c => FakePermissions.Sees(user.Id, c)).SelectMany(c => c.Messages))
                .Where(m => m.Buttons.Any(b => (string?)b["custom_id"] == customId)).OrderByDescending(m => ulong.Parse(m.Id, CultureInfo.InvariantCulture)).FirstOrDefault();
        }
    }

    private JsonObject Registered(string name, int type)
    {
        lock (gate)
        {
            return Commands.OfType<JsonObject>().FirstOrDefault(c => (string)c["name"]! == name && (int)c["type"]! == type)
                ?? throw new InvalidOperationException($"There is no command {name}.");
        }
    }

    private static JsonNode Typed(int type, JsonNode value) => type switch
    {
        4 => long.Parse(value.ToString(), CultureInfo.InvariantCulture),
        5 => value.ToString() is "true" or "yes",
        _ => value.ToString(),
    };

    private async Task<FakeInteraction> SendAsync(FakeUser user, FakeChannel channel, int type, JsonObject data, FakeMessage? message)
    {
        FakeInteraction interaction;
        JsonObject json;
        lock (gate)
        {
            interaction = new FakeInteraction(NewId(), "tok" + NewId(), user, channel, type, time.GetUtcNow());
            interactions[interaction.Token] = interaction;
            json = new JsonObject
            {
                ["id"] = interaction.Id,
                ["application_id"] = Bot.Id,
                ["type"] = type,
                ["token"] = interaction.Token,
                ["version"] = 1,
                ["channel_id"] = channel.Id,
                ["channel"] = channel.ToJson(),
                ["data"] = data,
                ["locale"] = user.Locale,
                ["guild_locale"] = "en-US",
                ["app_permissions"] = FakePermissions.Of(Bot.Id, channel).ToString(CultureInfo.InvariantCulture),
                ["entitlements"] = new JsonArray(),
            };
            if (message is not null) json["message"] = message.ToJson();
            var person = new JsonObject { ["id"] = user.Id, ["username"] = user.Name };
            if (channel.Guild is { } guild)
            {
                json["guild_id"] = guild.Id;
                json["member"] = new JsonObject { ["user"] = person, ["permissions"] = FakePermissions.Of(user.Id, channel).ToString(CultureInfo.InvariantCulture), ["roles"] = new JsonArray() };
            }
            else
            {
                json["user"] = person;
            }
        }

        await DispatchAsync("INTERACTION_CREATE", json, channel.Guild?.Id);
        return interaction;
    }
}
