using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>How interactions are answered (Interactions, Receiving and Responding).</summary>
internal sealed partial class FakeDiscord
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TokenHolds = TimeSpan.FromMinutes(15);

    private JsonNode? Callback(string id, string token, JsonObject body, List<(string Name, string Text)> files)
    {
        lock (gate)
        {
            if (!interactions.TryGetValue(token, out var interaction) || interaction.Id != id) throw new FakeRefusal(404, 10062, "Unknown interaction");
            var after = time.GetUtcNow() - interaction.At;
            if (interaction.AnswerType is not null) throw new FakeRefusal(400, 40060, "Interaction has already been acknowledged.");
            if (after > AnswerWithin) throw new FakeRefusal(404, 10062, "Unknown interaction");
            var type = (int)body["type"]!;
            var data = body["data"] as JsonObject;
            switch (type)
            {
                case 4:
                    MessageRules.CheckMessage(data!, (int?)data!["flags"] ?? 0, [.. files.Select(f => f.Name)], isEdit: false);
                    Show(interaction, data, (int?)data["flags"] ?? 0, files);
                    break;
                case 5:
                    if (((int?)data?["flags"] ?? 0) is not (0 or MessageRules.Ephemeral)) throw MessageRules.Invalid("flags");
                    if (((int?)data?["flags"] ?? 0) == 0) Violations.Add("an announced answer that everybody would see");
                    break;
                case 6 or 7 when interaction.Type != 3:
                    throw MessageRules.Invalid("type");
                case 6:
                    break;
                case 8:
                    if (interaction.Type != 4) throw MessageRules.Invalid("type");
                    MessageRules.CheckChoices(data);
                    break;
                case 9:
                    if (interaction.Type == 5) throw MessageRules.Invalid("a modal can't be answered by a modal");
                    MessageRules.CheckModal(data!);
                    break;
                default:
                    throw MessageRules.Invalid("type");
            }

            if (interaction.Type == 4 && type != 8) throw MessageRules.Invalid("type");
            interaction.Answer(type, data?.DeepClone() as JsonObject, after);
            return null;
        }
    }

    private JsonObject Webhook(string method, string token, string[] path, JsonObject? body, List<(string Name, string Text)> files)
    {
        lock (gate)
        {
            if (!interactions.TryGetValue(token, out var interaction)) throw new FakeRefusal(404, 10015, "Unknown Webhook");
            if (time.GetUtcNow() - interaction.At > TokenHolds) throw new FakeRefusal(401, 50027, "Invalid Webhook Token");
            if (interaction.AnswerType is null) throw new FakeRefusal(404, 10015, "Unknown Webhook");
            switch (method, path[3..])
            {
                case ("POST", []):
                    {
                        var flags = (int?)body!["flags"] ?? 0;
                        MessageRules.CheckMessage(body, flags, [.. files.Select(f => f.Name)], isEdit: false);
                        return Show(interaction, body, flags, files).ToJson();
                    }

                case ("PATCH", ["messages", "@original"]):
                    {
                        var flags = ((int?)body!["flags"] ?? 0) | MessageRules.Ephemeral;
                        MessageRules.CheckMessage(body, flags, [.. files.Select(f => f.Name)], isEdit: true);
                        if (interaction.Messages.Count > 0)
                        {
                            Fill(interaction.Messages[0], body, flags, files);
                            return interaction.Messages[0].ToJson();
                        }

                        var message = Show(interaction, body, flags, files);
                        interaction.Show();
                        return message.ToJson();
                    }

                default:
                    throw new FakeRefusal(404, 0, "404: Not Found");
            }
        }
    }

    private FakeMessage Show(FakeInteraction interaction, JsonObject body, int flags, List<(string Name, string Text)> files)
    {
        if ((flags & MessageRules.Ephemeral) == 0) Violations.Add("an answer that everybody would see");
        var message = new FakeMessage(NewId(), interaction.Channel, Bot.Id, time.GetUtcNow()) { For = interaction.User.Id };
        Fill(message, body, flags, files);
        interaction.Messages.Add(message);
        return message;
    }
}
