using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What a client must say to start a session, and how often it may.</summary>
internal static class IdentifyRules
{
    // Every bit that has a meaning, also those that nothing here sends.
    private const int KnownIntents = 0x331FFFF;

    internal sealed record Outcome(int CloseCode, string? Why, int Shard, int Shards, Intents Intents);

    public static Outcome Check(FakeDiscord fake, JsonObject data)
    {
        if (fake.Token is null || data["token"] is not JsonValue token || !token.TryGetValue(out string? text) || text != fake.Token) return Close(CloseCodes.AuthenticationFailed, "wrong token");
        if (data["properties"] is not JsonObject properties || new[] { "os", "browser", "device" }.Any(p => properties[p] is null)) return Close(CloseCodes.DecodeError, "properties os, browser and device are demanded");
        if (data["intents"] is not JsonValue value || !value.TryGetValue(out int bits) || (bits & ~KnownIntents) != 0) return Close(CloseCodes.InvalidIntents, "invalid intents");
        var intents = (Intents)bits;
        if ((intents & Intents.Privileged & ~fake.Gateway.AllowedPrivileged) != Intents.None) return Close(CloseCodes.DisallowedIntents, "privileged intents that are not switched on");
        if (data["large_threshold"] is { } threshold && (int)threshold is < 50 or > 250) return Close(CloseCodes.DecodeError, "large_threshold must be 50 to 250");
        var (shard, shards) = (0, 1);
        if (data["shard"] is { } given)
        {
            if (given is not JsonArray { Count: 2 } pair || pair[0]?.GetValueKind() != System.Text.Json.JsonValueKind.Number || pair[1]?.GetValueKind() != System.Text.Json.JsonValueKind.Number)
                return Close(CloseCodes.InvalidShard, "shard must be two numbers");
            (shard, shards) = ((int)pair[0]!, (int)pair[1]!);
        }

        if (shard < 0 || shards < 1 || shard >= shards) return Close(CloseCodes.InvalidShard, $"there is no shard {shard} of {shards}");
        if (shards < fake.Gateway.RequiredShards) return Close(CloseCodes.ShardingRequired, $"at least {fake.Gateway.RequiredShards} shards are demanded");
        return new Outcome(0, null, shard, shards, intents);
    }

    public static bool MayNow(FakeDiscord fake, int shard, out string why)
    {
        var gateway = fake.Gateway;
        var (now, bucket) = (fake.Time.GetUtcNow(), shard % gateway.MaxConcurrency);
        why = "";
        if (gateway.IdentifiesLeft <= 0)
        {
            // On the real thing everybody is thrown out and the token is worth nothing any more.
            fake.Violations.Add("More sessions were started in a day than there may be: the token was reset.");
            fake.Token = null;
            why = "no session starts left";
            return false;
        }

        if (gateway.LastIdentify.TryGetValue(bucket, out var last) && now - last < gateway.IdentifyEvery)
        {
            why = $"bucket {bucket} started a session {now - last} ago";
            return false;
        }

        gateway.IdentifiesLeft--;
        gateway.LastIdentify[bucket] = now;
        return true;
    }

    private static Outcome Close(int code, string why) => new(code, why, 0, 0, Intents.None);
}
