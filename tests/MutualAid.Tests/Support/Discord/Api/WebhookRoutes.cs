using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Everything after the first answer: the token of the interaction is the right to it.</summary>
internal static class WebhookRoutes
{
    private const string Hook = "/webhooks/{webhook_id}/{webhook_token}";

    public static readonly ApiRoute[] All =
    [
        new("GET", Hook + "/messages/@original", c => ApiAnswer.Ok(Original(c).ToJson()), NeedsNoToken: true),
        new("PATCH", Hook + "/messages/@original", c => Edit(c, Original(c)), NeedsNoToken: true),
        new("DELETE", Hook + "/messages/@original", c => Delete(c, Original(c)), NeedsNoToken: true),
        new("POST", Hook, FollowUp, NeedsNoToken: true),
        new("GET", Hook + "/messages/{message_id}", c => ApiAnswer.Ok(One(c).ToJson()), NeedsNoToken: true),
        new("PATCH", Hook + "/messages/{message_id}", c => Edit(c, One(c)), NeedsNoToken: true),
        new("DELETE", Hook + "/messages/{message_id}", c => Delete(c, One(c)), NeedsNoToken: true),
    ];

    private static FakeInteraction Interaction(ApiCall call)
    {
        if (call.Id("webhook_id") != call.Fake.Bot.Id) throw new ApiError(404, 10015, "Unknown Webhook");
        var interaction = call.Fake.World.Interactions.FirstOrDefault(i => i.Token == call.Parameters["webhook_token"]);
        if (interaction is null || call.Fake.Time.GetUtcNow() - interaction.Created > InteractionRoutes.TokenLife) throw new ApiError(401, 50027, "Invalid Webhook Token");
        return interaction.IsAnswered ? interaction : throw new ApiError(404, 10015, "Unknown Webhook");
    }

    private static FakeMessage Original(ApiCall call) => Interaction(call).Original is { IsDeleted: false } message ? message : throw ApiError.UnknownMessage();

    private static FakeMessage One(ApiCall call)
    {
        var (interaction, id) = (Interaction(call), call.Id("message_id"));
        return interaction.Own.Append(interaction.Original).FirstOrDefault(m => m is { IsDeleted: false } && m.Id == id) ?? throw ApiError.UnknownMessage();
    }

    private static ApiAnswer Edit(ApiCall call, FakeMessage message)
    {
        if (message.IsLoading) Fill(call, message);
        else MessageWriting.Edit(call, message, call.Reader, MessageKind.Answer);
        Interaction(call).HistoryList.Add(message.ToJson());
        return ApiAnswer.Ok(message.ToJson());
    }

    // The first content of a deferred answer rings like a new message; whether only one person sees it was settled by the deferral.
    private static void Fill(ApiCall call, FakeMessage message)
    {
        MessageWriting.Edit(call, message, call.Reader, MessageKind.Answer);
        var body = call.Json;
        var wanted = (int?)body["flags"] ?? 0;
        if ((wanted & MessageFlags.Ephemeral) != 0 && !message.IsEphemeral) call.Fake.Violations.Add("An edit asked for an ephemeral message, but that was settled by the deferral.");
        message.Pinged = MentionRules.Resolve(message.Channel, call.Fake.Bot, message.TextOf(), body, MessageKind.Answer, repliedTo: null);
    }

    private static ApiAnswer Delete(ApiCall call, FakeMessage message)
    {
        call.Fake.World.Delete(message);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer FollowUp(ApiCall call)
    {
        var interaction = Interaction(call);
        foreach (var field in new[] { "username", "avatar_url", "thread_name" })
        {
            if (call.Reader.Has(field)) call.Reader.Wrong(field, "WEBHOOK_FIELD_NOT_ALLOWED", "An interaction's follow-up cannot set this");
        }

        // Straight after a deferral it is the deferred answer, by an old custom.
        if (interaction.AnswerType == 5 && interaction.Original is { IsLoading: true, IsDeleted: false } waiting) return Edit(call, waiting);
        var message = MessageWriting.Create(call, interaction.Channel, call.Reader, MessageKind.Answer, ((int?)call.Json["flags"] ?? 0) & MessageFlags.Ephemeral);
        message.Interaction = interaction;
        interaction.Own.Add(message);
        interaction.HistoryList.Add(message.ToJson());
        call.Fake.World.Add(message);
        return ApiAnswer.Ok(message.ToJson());
    }
}
