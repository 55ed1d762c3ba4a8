using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A channel as the API shows it.</summary>
internal static class ChannelJson
{
    public static JsonObject Of(FakeChannel channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id.ToString(),
            ["type"] = (int)channel.Type,
            ["flags"] = 0,
            ["last_message_id"] = channel.Messages.Count == 0 ? null : channel.Messages[^1].Id.ToString(),
        };
        if (channel.IsDirect)
        {
            json["recipients"] = new JsonArray(channel.Recipient!.ToJson());
            return json;
        }

        json["guild_id"] = channel.Guild!.Id.ToString();
        json["name"] = channel.Name;
        json["parent_id"] = channel.Parent?.Id.ToString();
        json["rate_limit_per_user"] = 0;
        if (channel.IsThread) AddThread(json, channel);
        else AddPlain(json, channel);
        return json;
    }

    public static JsonObject ThreadMember(FakeChannel thread, ulong user) => new()
    {
        ["id"] = thread.Id.ToString(),
        ["user_id"] = user.ToString(),
        ["join_timestamp"] = thread.Fake.Time.GetUtcNow().ToString("O"),
        ["flags"] = 0,
    };

    private static void AddPlain(JsonObject json, FakeChannel channel)
    {
        json["position"] = 0;
        json["topic"] = channel.Topic;
        json["nsfw"] = false;
        json["permission_overwrites"] = new JsonArray([.. channel.Overwrites.Select(o => o.ToJson())]);
    }

    private static void AddThread(JsonObject json, FakeChannel thread)
    {
        json["owner_id"] = thread.ThreadOwner!.Id.ToString();
        json["message_count"] = thread.Messages.Count;
        json["member_count"] = thread.ThreadMembers.Count;
        json["total_message_sent"] = thread.Messages.Count;
        var state = new JsonObject
        {
            ["archived"] = thread.IsArchived,
            ["locked"] = thread.IsLocked,
            ["auto_archive_duration"] = thread.AutoArchiveMinutes,
            ["archive_timestamp"] = thread.Fake.Time.GetUtcNow().ToString("O"),
            ["create_timestamp"] = Snowflakes.TimeOf(thread.Id).ToString("O"),
        };
        if (thread.Type == ChannelType.PrivateThread) state["invitable"] = thread.IsInvitable;
        json["thread_metadata"] = state;
        if (thread.ThreadMembers.Contains(thread.Fake.Bot.Id)) json["member"] = ThreadMember(thread, thread.Fake.Bot.Id);
    }
}
