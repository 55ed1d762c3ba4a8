using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What people do. Each throws when their client would not have let them.</summary>
internal sealed partial class FakeDiscord
{
    /// <summary>Types a command, "need" or "admin group sub", with its options by name.</summary>
    public Task<FakeInteraction> SlashAsync(FakeUser user, FakeChannel channel, string command, params (string Name, object? Value)[] options)
    {
        lock (Sync)
        {
            var data = TypedOptions.Data(this, channel, command, options, focused: null);
            MayUse(user, channel, Commands.Find(channel.Guild, 1, (string)data["name"]!)!);
            return Begin(user, channel, InteractionType.Command, data);
        }
    }

    /// <summary>The same with the options as one object.</summary>
    public Task<FakeInteraction> SlashAsync(FakeUser user, FakeChannel channel, string command, JsonObject options) =>
        SlashAsync(user, channel, command, [.. options.Select(o => (o.Key, (object?)o.Value))]);

    /// <summary>Types into an option for which something is offered; the others are what is filled in already.</summary>
    public Task<FakeInteraction> AutocompleteAsync(FakeUser user, FakeChannel channel, string command, string option, string typed, params (string Name, object? Value)[] others)
    {
        lock (Sync) return Begin(user, channel, InteractionType.Autocomplete, TypedOptions.Data(this, channel, command, [.. others, (option, typed)], option));
    }

    /// <summary>Uses a command from the menu of a message.</summary>
    public Task<FakeInteraction> MessageMenuAsync(FakeUser user, string command, FakeMessage target)
    {
        lock (Sync)
        {
            var found = Commands.Find(target.Channel.Guild, 3, command) ?? throw new InvalidOperationException($"There is no message command '{command}'.");
            MaySee(user, target);
            MayUse(user, target.Channel, found);
            return Begin(user, target.Channel, InteractionType.Command, new JsonObject
            {
                ["id"] = (string)found["id"]!,
                ["name"] = command,
                ["type"] = 3,
                ["target_id"] = target.Id.ToString(),
                ["resolved"] = new JsonObject { ["messages"] = new JsonObject { [target.Id.ToString()] = target.ToJson() } },
            });
        }
    }

    /// <summary>Uses a command from the menu of a person.</summary>
    public Task<FakeInteraction> UserMenuAsync(FakeUser user, FakeChannel channel, string command, FakeUser target)
    {
        lock (Sync)
        {
            var found = Commands.Find(channel.Guild, 2, command) ?? throw new InvalidOperationException($"There is no user command '{command}'.");
            MayUse(user, channel, found);
            return Begin(user, channel, InteractionType.Command, new JsonObject
            {
                ["id"] = (string)found["id"]!,
                ["name"] = command,
                ["type"] = 2,
                ["target_id"] = target.Id.ToString(),
                ["resolved"] = InteractionJson.Resolved(channel, [(6, target.Id.ToString())]),
            });
        }
    }

    /// <summary>Presses a button, by its custom id or its label.</summary>
    public Task<FakeInteraction> PressAsync(FakeUser user, FakeMessage message, string customIdOrLabel)
    {
        lock (Sync)
        {
            MaySee(user, message);
            var button = message.Buttons.FirstOrDefault(b => b.CustomId == customIdOrLabel) ?? message.Button(customIdOrLabel);
            if (button.IsDisabled || button.CustomId is null) throw new InvalidOperationException($"The button '{customIdOrLabel}' cannot be pressed.");
            return Begin(user, message.Channel, InteractionType.Component, new JsonObject { ["custom_id"] = button.CustomId, ["component_type"] = 2, ["id"] = IdOf(message, button.CustomId) }, message);
        }
    }

    /// <summary>Chooses in a menu: values of its options, or ids.</summary>
    public Task<FakeInteraction> SelectAsync(FakeUser user, FakeMessage message, string customId, params string[] values)
    {
        lock (Sync)
        {
            MaySee(user, message);
            var select = message.Selects.FirstOrDefault(s => (string)s["custom_id"]! == customId) ?? throw new InvalidOperationException($"There is no menu '{customId}'.");
            if ((bool?)select["disabled"] == true) throw new InvalidOperationException($"The menu '{customId}' is disabled.");
            var field = new FakeField(customId, select);
            if (values.Length < ((int?)select["min_values"] ?? 1) || values.Length > ((int?)select["max_values"] ?? 1)) throw new InvalidOperationException($"The menu '{customId}' takes another number of choices.");
            if (field.Type == 3 && values.FirstOrDefault(v => !field.Options.Contains(v)) is { } unknown) throw new InvalidOperationException($"The menu '{customId}' has no '{unknown}'.");
            var data = new JsonObject { ["custom_id"] = customId, ["component_type"] = field.Type, ["id"] = IdOf(message, customId), ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
            var kind = field.Type switch { 5 => 6, 6 => 8, 7 => 9, 8 => 7, _ => 0 };
            if (kind != 0 && InteractionJson.Resolved(message.Channel, values.Select(v => (kind, v))) is { } resolved) data["resolved"] = resolved;
            return Begin(user, message.Channel, InteractionType.Component, data, message);
        }
    }

    /// <summary>Sends a form off, with fields by label or custom id.</summary>
    public Task<FakeInteraction> SubmitModalAsync(FakeUser user, FakeModal modal, params (string Field, string Value)[] values)
    {
        lock (Sync)
        {
            if (modal.Interaction.User != user) throw new InvalidOperationException($"{user} has not been shown this form.");
            return Begin(user, modal.Interaction.Channel, InteractionType.ModalSubmit, FilledModal.Data(modal, values), modal.Interaction.Source);
        }
    }

    public Task ReactAsync(FakeUser user, FakeMessage message, string emoji)
    {
        lock (Sync)
        {
            MaySee(user, message);
            if (message.IsEphemeral) throw new InvalidOperationException("Nobody can react to a message that only one person sees.");
            ReactionRoutes.Add(message, user, emoji);
        }

        Pulse();
        return Task.CompletedTask;
    }

    public Task UnreactAsync(FakeUser user, FakeMessage message, string emoji)
    {
        lock (Sync) ReactionRoutes.Remove(message, user, emoji);
        Pulse();
        return Task.CompletedTask;
    }

    /// <summary>Sends the same interaction once more, as the gateway may.</summary>
    public void Repeat(FakeInteraction interaction)
    {
        lock (Sync) Events.Publish("INTERACTION_CREATE", interaction.Channel.Guild, interaction.Json, Intents.None);
    }

    private static void MaySee(FakeUser user, FakeMessage message)
    {
        if (!Sight.MaySee(message, user)) throw new InvalidOperationException($"{user} cannot see this message: {message}");
    }

    private static void MayUse(FakeUser user, FakeChannel channel, JsonObject command)
    {
        var rights = RightsCalculation.In(channel, user);
        if (channel.Guild is null)
        {
            if (command["contexts"] is JsonArray contexts && !contexts.Any(c => (int)c! == 1)) throw new InvalidOperationException($"'{command["name"]}' is not offered in direct messages.");
            return;
        }

        if (command["contexts"] is JsonArray places && !places.Any(c => (int)c! == 0)) throw new InvalidOperationException($"'{command["name"]}' is not offered in servers.");
        if (!RightsCalculation.CanSee(channel, user) || !rights.HasFlag(Rights.UseApplicationCommands)) throw new InvalidOperationException($"{user} cannot use commands in {channel}.");
        if (command["default_member_permissions"] is not { } needed) return;
        var bits = (Rights)ulong.Parse((string)needed!);
        if (rights != Rights.All && (bits == Rights.None || (rights & bits) != bits)) throw new InvalidOperationException($"{user} is not offered '{command["name"]}'.");
    }

    private static int IdOf(FakeMessage message, string customId) => (int)ComponentTree.All(message.Components).First(c => (string?)c["custom_id"] == customId)["id"]!;

    private Task<FakeInteraction> Begin(FakeUser user, FakeChannel channel, InteractionType type, JsonObject data, FakeMessage? source = null)
    {
        var id = Ids.Next();
        var token = "aW50ZXJhY3Rpb246" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(24));
        var interaction = new FakeInteraction(user, channel, type, id, token, Time.GetUtcNow()) { Source = source };
        interaction.Json = InteractionJson.Of(interaction, data);
        World.Add(interaction);
        Events.Publish("INTERACTION_CREATE", channel.Guild, interaction.Json, Intents.None);
        return Task.FromResult(interaction);
    }
}
