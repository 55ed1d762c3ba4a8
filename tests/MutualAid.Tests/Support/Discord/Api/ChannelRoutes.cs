namespace MutualAid.Tests.Support.Discord;

internal static class ChannelRoutes
{
    private static readonly int[] Durations = [60, 1440, 4320, 10080];

    public static readonly ApiRoute[] All =
    [
        new("GET", "/channels/{channel_id}", c => ApiAnswer.Ok(c.Channel().ToJson())),
        new("PATCH", "/channels/{channel_id}", Change),
        new("DELETE", "/channels/{channel_id}", Delete),
        new("POST", "/channels/{channel_id}/typing", Typing),
        new("POST", "/users/@me/channels", OpenDirect),
    ];

    private static ApiAnswer Typing(ApiCall call)
    {
        call.Channel(Rights.SendMessages);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Change(ApiCall call)
    {
        var channel = call.Channel();
        if (channel.IsThread) ChangeThread(call, channel);
        else ChangePlain(call, channel);
        return ApiAnswer.Ok(channel.ToJson());
    }

    private static void ChangePlain(ApiCall call, FakeChannel channel)
    {
        if (channel.IsDirect) throw new ApiError(403, 50003, "Cannot execute action on a DM channel");
        call.Channel(Rights.ManageChannels);
        var body = call.Reader;
        var name = body.Text("name", 1, 100);
        var topic = body.Text("topic", 0, 1024);
        call.Form.ThrowIfAny();
        channel.Name = name ?? channel.Name;
        channel.Topic = topic ?? channel.Topic;
        call.Fake.World.PublishIn(channel, "CHANNEL_UPDATE", channel.ToJson(), Intents.Guilds);
    }

    private static void ChangeThread(ApiCall call, FakeChannel thread)
    {
        var body = call.Reader;
        var rights = RightsCalculation.In(thread, call.Fake.Bot);
        var isManager = rights.HasFlag(Rights.ManageThreads);
        var name = body.Text("name", 1, 100);
        var archived = body.Bool("archived", thread.IsArchived);
        var locked = body.Bool("locked", thread.IsLocked);
        var invitable = body.Bool("invitable", thread.IsInvitable);
        var minutes = body.Int("auto_archive_duration");
        if (minutes is { } m && !Durations.Contains(m)) body.Wrong("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
        var opensOnly = thread.IsArchived && !archived && body.Json.Count == 1 && !thread.IsLocked && rights.HasFlag(Rights.SendMessagesInThreads);
        var isOwner = thread.ThreadOwner == call.Fake.Bot;
        if (!isManager && !opensOnly && (!isOwner || locked != thread.IsLocked || (thread.IsLocked && thread.IsArchived))) throw ApiError.MissingPermissions();
        // Nothing of an archived thread can be changed unless the change opens it.
        if (thread.IsArchived && archived && !body.Has("archived")) throw ApiError.Archived();
        call.Form.ThrowIfAny();
        thread.Name = name ?? thread.Name;
        thread.IsInvitable = invitable;
        thread.AutoArchiveMinutes = minutes ?? thread.AutoArchiveMinutes;
        ThreadRoutes.Set(thread, archived, locked);
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var channel = call.Channel();
        if (!channel.IsDirect)
        {
            call.Channel(channel.IsThread ? Rights.ManageThreads : Rights.ManageChannels);
            call.Fake.World.Delete(channel);
        }

        return ApiAnswer.Ok(channel.ToJson());
    }

    // It opens for somebody who takes no messages too; only sending is refused.
    private static ApiAnswer OpenDirect(ApiCall call)
    {
        var id = call.Reader.Snowflake("recipient_id", required: true);
        call.Form.ThrowIfAny();
        var user = call.Fake.World.FindUser(id!.Value);
        if (user is null || user.IsBot) throw new ApiError(400, 50033, "Invalid Recipient(s)");
        return ApiAnswer.Ok(call.Fake.World.OpenDirect(user).ToJson());
    }
}
