using System.Text;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Fuzz;

/// <summary>Makes out of JSON that a platform sends what no platform should. The same seed makes the same.</summary>
internal sealed class Mangler(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "null", "\u0000", "\u202e#1", "@everyone <@&1> [x](y)", "'; DROP TABLE needs; --", "🏳️‍🌈👩‍👩‍👧", "ñ\u0303\u0303\u0303", "!", "!:", "@", "@:", "$", "#1",
        "18446744073709551616", "99999999999999999999999999", "1e400", "NaN", "%s%n{0}", "\r\n\t", "need|x|y|z", "m.room.message", "!need", "✋", new string('a', 5000), new string('9', 400),
    ];

    private static readonly string[] Raw =
    [
        "1e400", "-0", "-1", "0.1", "9223372036854775808", "123456789012345678901234567890", "true", "null", "{}", "[]", "[[]]", "{\"\":null}", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u0000\"",
        "{\"\\ud800\":1}", "[null,1,\"x\",{}]",
    ];

    private readonly Random random = new(seed);

    /// <summary>A JSON text in which one to four things are not as they should be.</summary>
    public string Mangle(string sample)
    {
        var root = JsonNode.Parse(sample)!;
        var changes = 1 + random.Next(4);
        var marks = new List<(string Mark, string Raw)>();
        for (var i = 0; i < changes; i++) Change(root, marks);
        var text = root.ToJsonString();
        foreach (var (mark, raw) in marks) text = text.Replace($"\"{mark}\"", raw, StringComparison.Ordinal);
        return random.Next(40) == 0 ? text.Replace("}", ",\"d\":1,\"d\":2}", StringComparison.Ordinal) : text;
    }

    /// <summary>The bytes of a text, some of them broken: cut off, flipped, doubled, or put in.</summary>
    public byte[] Break(string text)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(text));
        for (var i = random.Next(4); i >= 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(30)))); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                default: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(30))); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Arrays in arrays, so many.</summary>
    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private void Change(JsonNode root, List<(string Mark, string Raw)> marks)
    {
        var places = Places(root).ToList();
        if (places.Count == 0) return;
        var (parent, key) = places[random.Next(places.Count)];
        switch (random.Next(10))
        {
            case 0 or 1: Remove(parent, key); break;
            case 2: Set(parent, key, Texts[random.Next(Texts.Length)]); break;
            case 3: Set(parent, key, Get(places[random.Next(places.Count)])?.DeepClone()); break;
            case 4 when parent is JsonObject named: named["extra" + random.Next(9)] = Get(places[random.Next(places.Count)])?.DeepClone(); break;
            case 5 when parent is JsonArray list: list.Add(Get((parent, key))?.DeepClone()); break;
            case 6: Mark(Nested(random.Next(2, 300))); break;
            default: Mark(Raw[random.Next(Raw.Length)]); break;
        }

        void Mark(string raw)
        {
            var mark = $"mark-{marks.Count}-mark";
            Set(parent, key, mark);
            marks.Add((mark, raw));
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node)
    {
        var keys = node switch
        {
            JsonObject named => named.Select(p => (object)p.Key).ToList(),
            JsonArray list => Enumerable.Range(0, list.Count).Select(i => (object)i).ToList(),
            _ => [],
        };
        foreach (var key in keys)
        {
            yield return (node, key);
            if (Get((node, key)) is not { } child) continue;
            foreach (var below in Places(child)) yield return below;
        }
    }

    private static JsonNode? Get((JsonNode Parent, object Key) place) => place.Key is int at
        ? at < ((JsonArray)place.Parent).Count ? place.Parent[at] : null
        : ((JsonObject)place.Parent).TryGetPropertyValue((string)place.Key, out var value) ? value : null;

    private static void Set(JsonNode parent, object key, JsonNode? value)
    {
        if (key is int at && at < ((JsonArray)parent).Count) parent[at] = value;
        else if (key is string name) parent[name] = value;
    }

    private static void Remove(JsonNode parent, object key)
    {
        if (key is int at && at < ((JsonArray)parent).Count) ((JsonArray)parent).RemoveAt(at);
        else if (key is string name) ((JsonObject)parent).Remove(name);
    }
}
