using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>JSON as it goes over the wire: what need not be escaped isn't.</summary>
internal static partial class Wire
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonNode node) => Encoding.UTF8.GetBytes(Write(JsonSerializer.Serialize(node, Options)));

    // The encoder escapes emoji whatever it is told, and thereby makes them three times as large.
    private static string Write(string json) => !json.Contains("\\uD", StringComparison.Ordinal) ? json : Escaped().Replace(json, m => m.Groups["high"].Success
        ? new string([Unit(m.Groups["high"]), Unit(m.Groups["low"])])
        : m.Value);

    private static char Unit(Group group) => (char)Convert.ToInt32(group.Value, 16);

    [GeneratedRegex(@"\\\\|\\u(?<high>D[89AB][0-9A-F]{2})\\u(?<low>D[C-F][0-9A-F]{2})", RegexOptions.ExplicitCapture)]
    private static partial Regex Escaped();
}
