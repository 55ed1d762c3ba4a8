using System.Text.Json.Nodes;
using MutualAid.Tests.Support.Matrix;

namespace MutualAid.Tests.Fuzz;

/// <summary>Answers to a sync as a homeserver gives them.</summary>
internal static class MatrixSamples
{
    private static readonly string[] Said =
    [
        "!need 2 bags of groceries by friday 18:00 #food ~Northside", "!needs", "!claim 1", "!mine", "!help", "/settings", "!offer rides until friday", "@bot needs", "I can help", "5", "skip", "!close 1",
    ];

    public static string Batch(MatrixStage stage, int seed, string card)
    {
        var random = new Random(seed);
        var direct = random.Next(2) == 0;
        var room = direct ? stage.DirectOf("ana") : stage.Room;
        var ana = stage.UserOf("ana");
        var id = 0;
        JsonObject Event(string type, JsonObject content, string? state = null)
        {
            var e = new JsonObject
            {
                ["type"] = type,
                ["sender"] = ana,
                ["event_id"] = $"$fuzz-{seed}-{id++}",
                ["origin_server_ts"] = 1_795_000_000_000L,
                ["content"] = content,
                ["unsigned"] = new JsonObject { ["age"] = 5 },
            };
            if (state is not null) e["state_key"] = state;
            return e;
        }

        JsonObject Message(string body) => new() { ["msgtype"] = "m.text", ["body"] = body };
        JsonObject Member(string membership) => new() { ["membership"] = membership, ["displayname"] = "Ana", ["avatar_url"] = "mxc://x/y" };
        var reply = Message("I can help");
        reply["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = card } };
        var redaction = Event("m.room.redaction", new JsonObject { ["redacts"] = card });
        redaction["redacts"] = card;
        var events = new JsonArray(
            Event("m.room.message", Message(Said[random.Next(Said.Length)])),
            Event("m.room.message", reply),
            Event("m.reaction", new JsonObject { ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = card, ["key"] = "✋" } }),
            redaction,
            Event("m.room.member", Member("join"), ana),
            Event("m.room.power_levels", new JsonObject { ["users"] = new JsonObject { [ana] = 50 }, ["events_default"] = 0, ["state_default"] = 50 }, ""),
            Event("m.room.encrypted", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = "x" }));
        while (events.Count > 1 + random.Next(3)) events.RemoveAt(random.Next(events.Count));
        var batch = new JsonObject
        {
            ["next_batch"] = "s" + seed,
            ["account_data"] = new JsonObject { ["events"] = new JsonArray(new JsonObject { ["type"] = "m.direct", ["content"] = new JsonObject { [ana] = new JsonArray(stage.DirectOf("ana")) } }) },
            ["rooms"] = new JsonObject
            {
                ["join"] = new JsonObject
                {
                    [room] = new JsonObject
                    {
                        ["timeline"] = new JsonObject { ["events"] = events, ["limited"] = false, ["prev_batch"] = "t1" },
                        ["state_after"] = new JsonObject { ["events"] = new JsonArray(Event("m.room.member", Member("join"), ana)) },
                    },
                },
            },
        };
        if (random.Next(4) == 0)
        {
            batch["rooms"]!["invite"] = new JsonObject
            {
                ["!other:fake.test"] = new JsonObject { ["invite_state"] = new JsonObject { ["events"] = new JsonArray(Event("m.room.member", Member("invite"), stage.BotUser)) } },
            };
        }

        return batch.ToJsonString();
    }
}
