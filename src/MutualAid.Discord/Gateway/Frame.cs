using System.Text.Json;

namespace MutualAid.Discord.Gateway;

/// <summary>The operations of the gateway (Discord: Topics, Opcodes and Status Codes).</summary>
internal static class Ops
{
    public const int Dispatch = 0;
    public const int Heartbeat = 1;
    public const int Identify = 2;
    public const int Resume = 6;
    public const int Reconnect = 7;
    public const int InvalidSession = 9;
    public const int Hello = 10;
    public const int HeartbeatAck = 11;
}

/// <summary>
/// The outside of one message: what it is, and where its data lies. Reading it builds nothing; <paramref name="Name"/> and
/// <paramref name="Data"/> are parts of the message itself.
/// </summary>
internal readonly record struct Frame(int Op, long? Sequence, ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Data)
{
    /// <summary>Reads it; null where it is no message of the gateway. The order of its fields does not matter, unknown ones are passed over.</summary>
    public static Frame? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            int? op = null;
            long? sequence = null;
            ReadOnlyMemory<byte> name = default, data = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = Field(ref reader);
                reader.Read();
                switch (field)
                {
                    case 'o' when reader.TokenType == JsonTokenType.Number: op = reader.TryGetInt32(out var number) ? number : null; break;
                    case 's' when reader.TokenType == JsonTokenType.Number: sequence = reader.TryGetInt64(out var s) ? s : null; break;
                    case 't' when reader.TokenType == JsonTokenType.String: name = json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length); break;
                    case 'd':
                        var from = (int)reader.TokenStartIndex;
                        reader.Skip();
                        data = json[from..(int)reader.BytesConsumed];
                        break;
                    default: reader.Skip(); break;
                }
            }

            return op is { } known ? new Frame(known, sequence, name, data) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut off, or never JSON, or a name that is no text: the caller treats the connection as broken.
            return null;
        }
    }

    private static char Field(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("op"u8) ? 'o' : reader.ValueTextEquals("s"u8) ? 's' : reader.ValueTextEquals("t"u8) ? 't' : reader.ValueTextEquals("d"u8) ? 'd' : ' ';
}
