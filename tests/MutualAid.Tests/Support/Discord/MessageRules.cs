using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord refuses in messages and modals (Components, Component Reference; Resources, Message), beyond what its OpenAPI says.</summary>
internal static class MessageRules
{
    public const int Ephemeral = 64;
    public const int ComponentsV2 = 1 << 15;

    private static readonly int[] TopLevel = [1, 9, 10, 12, 13, 14, 17];
    private static readonly int[] InContainer = [1, 9, 10, 12, 13, 14];

    public static void CheckMessage(JsonObject body, int flags, IReadOnlyCollection<string> files, bool isEdit)
    {
        var components = body["components"] as JsonArray;
        var content = (string?)body["content"];
        if (content?.Length > 2000) throw Invalid("content is longer than 2000");
        if ((flags & ComponentsV2) != 0)
        {
            if (!string.IsNullOrEmpty(content) || body["embeds"] is JsonArray { Count: > 0 }) throw Invalid("content and embeds do not go with components v2");
            if (!isEdit && components is not { Count: > 0 }) throw new FakeRefusal(400, 50006, "Cannot send an empty message");
        }
        else if (!isEdit && string.IsNullOrEmpty(content) && components is not { Count: > 0 } && files.Count == 0)
        {
            throw new FakeRefusal(400, 50006, "Cannot send an empty message");
        }

        if (components is not null) CheckComponents(components, (flags & ComponentsV2) != 0, files);
        CheckMentions(body["allowed_mentions"] as JsonObject);
    }

    public static void CheckModal(JsonObject data)
    {
        if ((string?)data["title"] is not { Length: >= 1 and <= 45 }) throw Invalid("title");
        if ((string?)data["custom_id"] is not { Length: >= 1 and <= 100 }) throw Invalid("custom_id");
        if (data["components"] is not JsonArray { Count: >= 1 and <= 5 } components) throw Invalid("a modal has one to five components");
        foreach (var label in components.OfType<JsonObject>())
        {
            if ((int)label["type"]! != 18) throw Invalid("type");
            if ((string?)label["label"] is not { Length: >= 1 and <= 45 }) throw Invalid("label");
            if (label["component"] is not JsonObject inner) throw Invalid("component");
            if ((string?)inner["custom_id"] is not { Length: >= 1 and <= 100 }) throw Invalid("custom_id");
            if (inner["disabled"] is not null) throw Invalid("disabled");
            switch ((int)inner["type"]!)
            {
                case 4:
                    if ((int?)inner["style"] is not (1 or 2)) throw Invalid("style");
                    if ((int?)inner["max_length"] is < 1 or > 4000) throw Invalid("max_length");
                    if (((string?)inner["value"])?.Length > ((int?)inner["max_length"] ?? 4000)) throw Invalid("value");
                    if (((string?)inner["placeholder"])?.Length > 100) throw Invalid("placeholder");
                    break;
                case 3:
                    CheckOptions(inner);
                    break;
                default:
                    throw Invalid("type");
            }
        }

        CheckUnique(components.OfType<JsonObject>().Select(l => (string)l["component"]!["custom_id"]!));
    }

    public static void CheckChoices(JsonObject? data)
    {
        if (data?["choices"] is not JsonArray { Count: <= 25 } choices) throw Invalid("choices");
        foreach (var choice in choices)
        {
            if ((string?)choice!["name"] is not { Length: >= 1 and <= 100 }) throw Invalid("name");
            if ((string?)choice["value"] is not { Length: >= 1 and <= 100 }) throw Invalid("value");
        }
    }

    /// <summary>Whom a message notifies: without the object, everybody it looks like mentioning.</summary>
    public static IEnumerable<string> Pinged(JsonObject body, string text)
    {
        var mentioned = System.Text.RegularExpressions.Regex.Matches(text, @"(?<!\\)<@!?(?<id>\d+)>", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups["id"].Value).Distinct().ToList();
        var everyone = text.Contains("@everyone", StringComparison.Ordinal) || text.Contains("@here", StringComparison.Ordinal);
        if (body["allowed_mentions"] is not JsonObject allowed) return everyone ? [.. mentioned, "@everyone"] : mentioned;
        var parse = (allowed["parse"] as JsonArray ?? []).Select(p => (string)p!).ToList();
        var users = (allowed["users"] as JsonArray ?? []).Select(u => (string)u!).ToList();
        var pinged = mentioned.Where(m => parse.Contains("users") || users.Contains(m));
        return everyone && parse.Contains("everyone") ? pinged.Append("@everyone") : pinged;
    }

    public static FakeRefusal Invalid(string what) => new(400, 50035, "Invalid Form Body: " + what);

    private static void CheckMentions(JsonObject? allowed)
    {
        if (allowed is null) return;
        var parse = (allowed["parse"] as JsonArray ?? []).Select(p => (string)p!).ToList();
        if (allowed["users"] is JsonArray { Count: > 100 }) throw Invalid("allowed_mentions.users");
        if (parse.Contains("users") && allowed["users"] is JsonArray { Count: > 0 }) throw Invalid("allowed_mentions: parse and users exclude each other");
    }

    private static void CheckComponents(JsonArray components, bool v2, IReadOnlyCollection<string> files)
    {
        var all = FakeMessage.Flatten(components).ToList();
        if (v2 && all.Count > 40) throw Invalid("more than 40 components");
        if (!v2 && components.Count > 5) throw Invalid("more than 5 rows");
        if (all.Where(c => (int)c["type"]! == 10).Sum(c => ((string?)c["content"])?.Length ?? 0) > 4000) throw Invalid("more than 4000 characters");
        CheckUnique(all.Select(c => (string?)c["custom_id"]).OfType<string>());
        CheckUnique(all.Select(c => (int?)c["id"]).Where(i => i is > 0).Select(i => i.ToString()!));
        foreach (var component in components.OfType<JsonObject>()) CheckComponent(component, v2 ? TopLevel : [1], files);
    }

    private static void CheckComponent(JsonObject component, int[] allowed, IReadOnlyCollection<string> files)
    {
        var type = (int?)component["type"] ?? throw Invalid("type");
        if (!allowed.Contains(type)) throw Invalid($"a component of type {type} can't stand there");
        switch (type)
        {
            case 1:
                var inner = (component["components"] as JsonArray ?? []).OfType<JsonObject>().ToList();
                var buttons = inner.Count(c => (int)c["type"]! == 2);
                if (inner.Count is 0 or > 5 || (buttons != inner.Count && (buttons > 0 || inner.Count > 1))) throw Invalid("a row has one to five buttons or one select");
                foreach (var button in inner.Where(c => (int)c["type"]! == 2)) CheckButton(button);
                foreach (var select in inner.Where(c => (int)c["type"]! == 3)) CheckOptions(select);
                break;
            case 10:
                if (string.IsNullOrEmpty((string?)component["content"])) throw Invalid("content");
                break;
            case 13:
                if ((string?)component["file"]?["url"] is not { } url || !url.StartsWith("attachment://", StringComparison.Ordinal) || !files.Contains(url["attachment://".Length..]))
                    throw Invalid("file");
                break;
            case 17:
                if (component["components"] is not JsonArray { Count: > 0 } children) throw Invalid("components");
                foreach (var child in children.OfType<JsonObject>()) CheckComponent(child, InContainer, files);
                if ((int?)component["accent_color"] is < 0 or > 0xFFFFFF) throw Invalid("accent_color");
                break;
        }
    }

    private static void CheckButton(JsonObject button)
    {
        var style = (int?)button["style"];
        if (((string?)button["label"]) is not { Length: >= 1 and <= 80 } && button["emoji"] is null) throw Invalid("label");
        if (style is >= 1 and <= 4)
        {
            if ((string?)button["custom_id"] is not { Length: >= 1 and <= 100 } || button["url"] is not null) throw Invalid("custom_id");
        }
        else if (style != 5 || button["custom_id"] is not null || (string?)button["url"] is not { Length: >= 1 and <= 512 })
        {
            throw Invalid("style");
        }
    }

    private static void CheckOptions(JsonObject select)
    {
        if (select["options"] is not JsonArray { Count: >= 1 and <= 25 } options) throw Invalid("options");
        foreach (var option in options)
        {
            if ((string?)option!["label"] is not { Length: >= 1 and <= 100 } || (string?)option["value"] is not { Length: >= 1 and <= 100 }) throw Invalid("options");
        }

        CheckUnique(options.Select(o => (string)o!["value"]!));
    }

    private static void CheckUnique(IEnumerable<string> values)
    {
        if (values.GroupBy(v => v).Any(g => g.Count() > 1)) throw Invalid("must be unique");
    }
}
