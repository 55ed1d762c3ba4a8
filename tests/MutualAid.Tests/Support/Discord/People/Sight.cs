using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>
/// All that one person can read: channels, private threads they are in, direct messages, what only they were shown, forms and offers. With
/// everything their client receives, also what it doesn't draw, such as custom ids.
/// </summary>
internal static class Sight
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(FakeDiscord fake, FakeUser user)
    {
        lock (fake.Sync)
        {
            var text = new StringBuilder();
            foreach (var channel in fake.World.Channels.Where(c => MaySee(c, user)))
            {
                text.Append(channel).Append(' ').AppendLine(channel.Topic);
                if (channel.IsDirect || RightsCalculation.In(channel, user).HasFlag(Rights.ReadMessageHistory))
                {
                    foreach (var message in channel.Messages) Append(text, message);
                }
            }

            foreach (var interaction in fake.World.Interactions.Where(i => i.User == user))
            {
                foreach (var message in interaction.Own.Where(m => m is { IsEphemeral: true, IsDeleted: false })) Append(text, message);
                if (interaction.Modal is { } modal) text.AppendLine(modal.Json.ToJsonString(Readable));
                foreach (var choice in interaction.Choices) text.AppendLine(choice.ToJsonString(Readable));
            }

            return text.ToString();
        }
    }

    /// <summary>Whether this person can see a message now.</summary>
    public static bool MaySee(FakeMessage message, FakeUser user) =>
        !message.IsDeleted && (message.IsEphemeral ? message.Interaction?.User == user : MaySee(message.Channel, user));

    private static bool MaySee(FakeChannel channel, FakeUser user) => channel.IsDirect ? channel.Recipient == user : RightsCalculation.CanSee(channel, user);

    private static void Append(StringBuilder text, FakeMessage message) => text.AppendLine(message.TextOf()).AppendLine(((JsonNode)message.ToJson()).ToJsonString(Readable));
}
