using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The first answer to an interaction.</summary>
internal static class InteractionRoutes
{
    public static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    public static readonly ApiRoute[] All = [new("POST", "/interactions/{interaction_id}/{interaction_token}/callback", Callback, NeedsNoToken: true)];

    private static ApiAnswer Callback(ApiCall call)
    {
        var interaction = call.Fake.World.Interactions.FirstOrDefault(i => i.Id == call.Id("interaction_id") && i.Token == call.Parameters["interaction_token"])
            ?? throw new ApiError(404, 10062, "Unknown interaction");
        if (interaction.IsAnswered) throw new ApiError(400, 40060, "Interaction has already been acknowledged.");
        var now = call.Fake.Time.GetUtcNow();
        if (now - interaction.Created > call.Fake.AnswerWithin) throw new ApiError(404, 10062, "Unknown interaction");
        var body = call.Reader;
        var type = body.Int("type", required: true);
        if (type is { } t && !MayAnswer(interaction, t)) throw ApiError.Form("type", "INTERACTION_CALLBACK_TYPE_INVALID", $"The callback type {t} cannot answer this interaction");
        if (type is null) throw ApiError.Form(call.Form);
        var message = Act(call, interaction, body, type.Value);
        call.Form.ThrowIfAny();
        interaction.Answer(new FirstResponse(type.Value, body.Json["data"]?.DeepClone() as JsonObject, now));
        return call.Flag("with_response") ? ApiAnswer.Ok(WithResponse(interaction, type.Value, message)) : ApiAnswer.Nothing;
    }

    private static bool MayAnswer(FakeInteraction interaction, int type) => type switch
    {
        4 or 5 => interaction.Type != InteractionType.Autocomplete,
        6 or 7 => interaction.Type is InteractionType.Component or InteractionType.ModalSubmit && interaction.Source is not null,
        8 => interaction.Type == InteractionType.Autocomplete,
        9 => interaction.Type is InteractionType.Command or InteractionType.Component,
        _ => false,
    };

    private static FakeMessage? Act(ApiCall call, FakeInteraction interaction, FormReader body, int type) => type switch
    {
        4 => Say(call, interaction, Data(body)),
        5 => Think(call, interaction, body),
        6 => Keep(interaction),
        7 => Update(call, interaction, Data(body)),
        8 => Offer(call, interaction, Data(body)),
        _ => Show(call, interaction, Data(body)),
    };

    private static FormReader Data(FormReader body) => body.Object("data", required: true) ?? throw ApiError.Form(body.Errors);

    private static FakeMessage Say(ApiCall call, FakeInteraction interaction, FormReader data)
    {
        var message = MessageWriting.Create(call, interaction.Channel, data, MessageKind.Answer, ((int?)data.Json["flags"] ?? 0) & MessageFlags.Ephemeral);
        return Shown(interaction, message);
    }

    private static FakeMessage Think(ApiCall call, FakeInteraction interaction, FormReader body)
    {
        var flags = body.Object("data")?.Int("flags") ?? 0;
        if ((flags & ~MessageFlags.Ephemeral) != 0) body.Wrong("data.flags", "MESSAGE_FLAGS_INVALID", "Only the ephemeral flag can be set here");
        call.Form.ThrowIfAny();
        var fake = call.Fake;
        return Shown(interaction, new FakeMessage(interaction.Channel, fake.Ids.Next(), fake.Bot, fake.Time.GetUtcNow()) { Flags = flags | MessageFlags.Loading });
    }

    private static FakeMessage Keep(FakeInteraction interaction) => interaction.Original = interaction.Source!;

    private static FakeMessage Update(ApiCall call, FakeInteraction interaction, FormReader data)
    {
        var source = interaction.Source!;
        if (source.IsDeleted) throw ApiError.UnknownMessage();
        MessageWriting.Edit(call, source, data, MessageKind.Answer);
        interaction.HistoryList.Add(source.ToJson());
        return interaction.Original = source;
    }

    private static FakeMessage? Offer(ApiCall call, FakeInteraction interaction, FormReader data)
    {
        var choices = data.List("choices", 0, 25, required: true);
        foreach (var choice in choices) OptionRules.CheckChoice(choice, (int)Focus.Of(interaction.Json["data"]!.AsObject())!["type"]!, [], []);
        call.Form.ThrowIfAny();
        interaction.Choices = [.. choices.Select(c => c.Json.DeepClone().AsObject())];
        return null;
    }

    private static FakeMessage? Show(ApiCall call, FakeInteraction interaction, FormReader data)
    {
        ModalRules.Check(data);
        call.Form.ThrowIfAny();
        interaction.Modal = new FakeModal(interaction, data.Json.DeepClone().AsObject());
        return null;
    }

    private static FakeMessage Shown(FakeInteraction interaction, FakeMessage message)
    {
        message.Interaction = interaction;
        interaction.Original = message;
        interaction.Own.Add(message);
        interaction.HistoryList.Add(message.ToJson());
        message.Channel.Fake.World.Add(message);
        return message;
    }

    private static JsonObject WithResponse(FakeInteraction interaction, int type, FakeMessage? message)
    {
        var about = new JsonObject
        {
            ["id"] = interaction.Id.ToString(),
            ["type"] = (int)interaction.Type,
            ["response_message_loading"] = message?.IsLoading ?? false,
            ["response_message_ephemeral"] = message?.IsEphemeral ?? false,
        };
        if (message is not null) about["response_message_id"] = message.Id.ToString();
        var resource = new JsonObject { ["type"] = type };
        if (message is not null && type is 4 or 7) resource["message"] = message!.ToJson();
        return new JsonObject { ["interaction"] = about, ["resource"] = resource };
    }
}

/// <summary>Finds the option a person is typing in, also inside a subcommand.</summary>
internal static class Focus
{
    public static JsonObject? Of(JsonObject data) => (data["options"] as JsonArray ?? []).OfType<JsonObject>()
        .Select(o => (bool?)o["focused"] == true ? o : Of(o)).FirstOrDefault(o => o is not null);
}
