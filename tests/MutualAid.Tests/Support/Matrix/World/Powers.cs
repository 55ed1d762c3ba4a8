using System.Globalization;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Who may do what in a room, by its power levels as they are now.</summary>
internal sealed class Powers(FakeRoom room)
{
    private readonly JsonObject? levels = room.State("m.room.power_levels")?.Content;

    public long Of(string user)
    {
        var isCreator = room.Creators.Contains(user);
        if (isCreator && room.Number >= 12) return long.MaxValue;
        if (levels is null) return isCreator ? 100 : 0;
        return Level(levels["users"]?[user]) ?? Level(levels["users_default"]) ?? 0;
    }

    public long ToSend(string type) => Level(levels?["events"]?[type]) ?? Level(levels?["events_default"]) ?? 0;

    public long ToSet(string type) => Level(levels?["events"]?[type]) ?? Level(levels?["state_default"]) ?? 50;

    /// <summary>For invite, kick, ban and redact.</summary>
    public long To(string act) => Level(levels?[act]) ?? (act == "invite" ? 0 : 50);

    /// <summary>Nobody gives away what they do not have, nor takes from those who have as much.</summary>
    public void CheckChange(string user, JsonObject next)
    {
        CheckShape(next);
        if (levels is null) return;
        var mine = Of(user);
        foreach (var act in new[] { "users_default", "events_default", "state_default", "invite", "kick", "ban", "redact" }) CheckOne(act, levels[act], next[act], mine);
        foreach (var type in Keys(levels["events"]).Union(Keys(next["events"]))) CheckOne(type, levels["events"]?[type], next["events"]?[type], mine);
        foreach (var other in Keys(levels["users"]).Union(Keys(next["users"])))
        {
            var (before, after) = (levels["users"]?[other], next["users"]?[other]);
            if (Level(before) == Level(after)) continue;
            if (other != user && Level(before) >= mine) throw MatrixError.Forbidden("You don't have permission to remove ops level equal to your own");
            CheckOne(other, before, after, mine);
        }
    }

    private void CheckShape(JsonObject next)
    {
        if (room.Number >= 12 && Keys(next["users"]).Intersect(room.Creators).Any()) throw MatrixError.Forbidden("Creators must not appear in the users of the power levels");
        if (room.Number < 10) return;
        var all = Keys(next["users"]).Select(u => next["users"]![u]).Concat(Keys(next["events"]).Select(e => next["events"]![e]))
            .Concat(new[] { "users_default", "events_default", "state_default", "invite", "kick", "ban", "redact" }.Where(next.ContainsKey).Select(a => next[a]));
        if (all.Any(l => l.AsNumber() is null)) throw MatrixError.BadJson("A power level must be an integer");
    }

    private static void CheckOne(string what, JsonNode? before, JsonNode? after, long mine)
    {
        if (Level(before) == Level(after)) return;
        if (Level(before) > mine || Level(after) > mine) throw MatrixError.Forbidden($"You don't have permission to change the level of {what}");
    }

    private static IEnumerable<string> Keys(JsonNode? node) => (node as JsonObject ?? []).Select(p => p.Key);

    // Old rooms may have numbers written as texts.
    private static long? Level(JsonNode? node) =>
        node.AsNumber() ?? (long.TryParse(node.AsText(), CultureInfo.InvariantCulture, out var number) ? number : null);
}
