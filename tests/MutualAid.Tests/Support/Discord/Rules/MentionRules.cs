using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Who may be rung, and who is.</summary>
internal static partial class MentionRules
{
    public static void Check(FormReader body)
    {
        if (body.Object("allowed_mentions") is not { } allowed) return;
        var parse = Strings(allowed.Json["parse"]);
        foreach (var kind in parse.Where(p => p is not ("users" or "roles" or "everyone"))) allowed.Wrong("parse", "BASE_TYPE_CHOICES", $"Value \"{kind}\" must be one of ('users', 'roles', 'everyone').");
        foreach (var kind in new[] { "users", "roles" })
        {
            var ids = Strings(allowed.Json[kind]);
            if (allowed.Json[kind] is JsonArray given && given.Count != ids.Count) allowed.Wrong(kind, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            if (ids.Any(i => !ulong.TryParse(i, out _))) allowed.Wrong(kind, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            if (ids.Distinct().Count() != ids.Count) allowed.Wrong(kind, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
            if (ids.Count > 100) allowed.Wrong(kind, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
            if (ids.Count > 0 && parse.Contains(kind)) allowed.Wrong("", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
        }

        allowed.Bool("replied_user");
    }

    /// <summary>Who rings: what the text mentions, as far as the body allows it and the author may.</summary>
    public static Pinged Resolve(FakeChannel channel, FakeUser author, string text, JsonObject body, MessageKind kind, FakeUser? repliedTo)
    {
        var allowed = body["allowed_mentions"] as JsonObject;
        var parse = allowed is not null ? Strings(allowed["parse"]) : kind == MessageKind.Plain ? ["users", "roles", "everyone"] : ["users"];
        var (users, roles) = (Strings(allowed?["users"]), Strings(allowed?["roles"]));
        var mayRingAll = RightsCalculation.In(channel, author).HasFlag(Rights.MentionEveryone);
        var rungUsers = Ids(UserMention(), text).Where(u => channel.Fake.World.FindUser(u) is not null && (parse.Contains("users") || users.Contains(u.ToString()))).ToList();
        if (repliedTo is not null && (allowed is null || (bool?)allowed["replied_user"] == true) && !rungUsers.Contains(repliedTo.Id)) rungUsers.Add(repliedTo.Id);
        var rungRoles = Ids(RoleMention(), text).Where(r =>
            channel.Guild?.RoleList.Find(x => x.Id == r) is { } role && (role.Mentionable || mayRingAll) && (parse.Contains("roles") || roles.Contains(r.ToString()))).ToList();
        var all = Everyone().IsMatch(text) && parse.Contains("everyone") && mayRingAll && channel.Guild is not null;
        return new Pinged(rungUsers, rungRoles, all);
    }

    private static List<string> Strings(JsonNode? node) =>
        node is JsonArray array ? [.. array.OfType<JsonValue>().Select(v => v.TryGetValue(out string? s) ? s : "").Where(s => s.Length > 0)] : [];

    private static IEnumerable<ulong> Ids(Regex mention, string text) =>
        mention.Matches(text).Select(m => ulong.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();

    [GeneratedRegex("<@!?([0-9]{1,19})>")]
    private static partial Regex UserMention();

    [GeneratedRegex("<@&([0-9]{1,19})>")]
    private static partial Regex RoleMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex Everyone();
}
