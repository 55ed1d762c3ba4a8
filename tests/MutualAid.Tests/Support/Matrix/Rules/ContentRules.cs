using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What every event must keep to, whatever it says.</summary>
internal static class ContentRules
{
    private const int LargestEvent = 65_536;

    // What the server adds before it measures: hashes, signatures, the ids of earlier events.
    private const int Overhead = 700;
    private const long LargestNumber = (1L << 53) - 1;

    public static void CheckNumbers(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var (_, inner) in json) CheckNumbers(inner);
        }
        else if (node is JsonArray array)
        {
            foreach (var inner in array) CheckNumbers(inner);
        }
        else if (node is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
        {
            if (value.AsNumber() is not { } number) throw MatrixError.BadJson("Bad JSON value: float");
            if (Math.Abs(number) > LargestNumber) throw MatrixError.BadJson("JSON integer out of range");
        }
    }

    public static void CheckSize(string room, string sender, string type, string? stateKey, JsonObject content)
    {
        if (Encoding.UTF8.GetByteCount(type) > 255 || Encoding.UTF8.GetByteCount(stateKey ?? "") > 255) throw TooLarge();
        var size = Overhead + Wire.Write(content).Length + Encoding.UTF8.GetByteCount(room + sender + type + stateKey);
        if (size > LargestEvent) throw TooLarge();
    }

    private static MatrixError TooLarge() => new(413, "M_TOO_LARGE", "event too large");
}
