using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class ThreadRoutes
{
    private static readonly int[] Durations = [60, 1440, 4320, 10080];

    public static readonly ApiRoute[] All =
    [
        new("POST", "/channels/{channel_id}/threads", Create),
        new("POST", "/channels/{channel_id}/messages/{message_id}/threads", CreateFromMessage),
        new("GET", "/channels/{channel_id}/thread-members", Members),
        new("PUT", "/channels/{channel_id}/thread-members/{user_id}", AddMember),
        new("DELETE", "/channels/{channel_id}/thread-members/{user_id}", RemoveMember),
        new("PUT", "/channels/{channel_id}/thread-members/@me", Join),
        new("DELETE", "/channels/{channel_id}/thread-members/@me", Leave),
    ];

    public static void Set(FakeChannel thread, bool archived, bool locked)
    {
        (thread.IsArchived, thread.IsLocked) = (archived, locked);
        thread.Fake.World.PublishIn(thread, "THREAD_UPDATE", thread.ToJson(), Intents.Guilds);
    }

    private static ApiAnswer Create(ApiCall call)
    {
        var parent = call.Channel();
        // Left out, the type is that of a private thread.
        var type = call.Reader.Int("type") ?? (int)ChannelType.PrivateThread;
        if (type is not ((int)ChannelType.PublicThread or (int)ChannelType.PrivateThread)) call.Reader.Wrong("type", "BASE_TYPE_CHOICES", "Value must be one of (11, 12).");
        if (parent.Type is not (ChannelType.Text or ChannelType.Announcement)) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
        call.Channel(type == (int)ChannelType.PublicThread ? Rights.CreatePublicThreads : Rights.CreatePrivateThreads);
        return ApiAnswer.Ok(Open(call, parent, (ChannelType)type, call.Fake.Ids.Next()).ToJson()) with { Status = 201 };
    }

    private static ApiAnswer CreateFromMessage(ApiCall call)
    {
        var parent = call.Channel();
        var message = call.Message(parent);
        if (parent.Type is not (ChannelType.Text or ChannelType.Announcement)) throw new ApiError(400, 50024, "Cannot execute action on this channel type");
        call.Channel(Rights.CreatePublicThreads);
        if (call.Fake.World.FindChannel(message.Id) is not null) throw new ApiError(400, 160004, "A thread has already been created for this message");
        var thread = Open(call, parent, ChannelType.PublicThread, message.Id);
        message.Flags |= MessageFlags.HasThread;
        return ApiAnswer.Ok(thread.ToJson()) with { Status = 201 };
    }

    private static FakeChannel Open(ApiCall call, FakeChannel parent, ChannelType type, ulong id)
    {
        var body = call.Reader;
        var name = body.Text("name", 1, 100, required: true);
        if (body.Int("auto_archive_duration") is { } minutes && !Durations.Contains(minutes)) body.Wrong("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
        body.Int("rate_limit_per_user", 0, 21600);
        var invitable = body.Bool("invitable", fallback: true);
        call.Form.ThrowIfAny();
        var fake = call.Fake;
        var thread = new FakeChannel(fake, id, type, name)
        {
            Guild = parent.Guild,
            Parent = parent,
            ThreadOwner = fake.Bot,
            IsInvitable = invitable,
            AutoArchiveMinutes = body.Int("auto_archive_duration") ?? 4320,
        };
        thread.ThreadMembers.Add(fake.Bot.Id);
        fake.World.Add(thread);
        var json = thread.ToJson();
        json["newly_created"] = true;
        fake.World.PublishIn(thread, "THREAD_CREATE", json, Intents.Guilds);
        return thread;
    }

    private static FakeChannel Thread(ApiCall call)
    {
        var thread = call.Channel();
        return thread.IsThread ? thread : throw new ApiError(400, 50024, "Cannot execute action on this channel type");
    }

    private static ApiAnswer Members(ApiCall call)
    {
        var thread = Thread(call);
        return ApiAnswer.Ok(new JsonArray([.. thread.ThreadMembers.Select(u => ChannelJson.ThreadMember(thread, u))]));
    }

    private static ApiAnswer AddMember(ApiCall call)
    {
        var thread = Thread(call);
        var rights = RightsCalculation.In(thread, call.Fake.Bot);
        if (!rights.HasFlag(Rights.SendMessagesInThreads)) throw ApiError.MissingPermissions();
        if (thread is { Type: ChannelType.PrivateThread, IsInvitable: false } && thread.ThreadOwner != call.Fake.Bot && !rights.HasFlag(Rights.ManageThreads)) throw ApiError.MissingPermissions();
        if (thread.IsArchived) throw ApiError.Archived();
        var user = call.Fake.World.FindUser(call.Id("user_id")) ?? throw new ApiError(404, 10013, "Unknown User");
        if (!thread.Guild!.TryMember(user.Id, out _)) throw new ApiError(404, 10007, "Unknown Member");
        if (!RightsCalculation.CanSee(thread.Parent!, user)) throw ApiError.MissingAccess();
        if (thread.ThreadMembers.Add(user.Id)) TellMembers(thread, added: [user.Id], removed: []);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer RemoveMember(ApiCall call)
    {
        var thread = Thread(call);
        var mayAsOwner = thread.Type == ChannelType.PrivateThread && thread.ThreadOwner == call.Fake.Bot;
        if (!mayAsOwner && !RightsCalculation.In(thread, call.Fake.Bot).HasFlag(Rights.ManageThreads)) throw ApiError.MissingPermissions();
        if (thread.IsArchived) throw ApiError.Archived();
        var user = call.Id("user_id");
        if (!thread.ThreadMembers.Remove(user)) throw new ApiError(404, 10007, "Unknown Member");
        TellMembers(thread, added: [], removed: [user]);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Join(ApiCall call)
    {
        var thread = Thread(call);
        if (thread.IsArchived) throw ApiError.Archived();
        thread.ThreadMembers.Add(call.Fake.Bot.Id);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Leave(ApiCall call)
    {
        var thread = Thread(call);
        if (thread.IsArchived) throw ApiError.Archived();
        thread.ThreadMembers.Remove(call.Fake.Bot.Id);
        return ApiAnswer.Nothing;
    }

    private static void TellMembers(FakeChannel thread, ulong[] added, ulong[] removed) => thread.Fake.World.PublishIn(thread, "THREAD_MEMBERS_UPDATE", new JsonObject
    {
        ["id"] = thread.Id.ToString(),
        ["guild_id"] = thread.Guild!.Id.ToString(),
        ["member_count"] = thread.ThreadMembers.Count,
        ["added_members"] = new JsonArray([.. added.Select(u => ChannelJson.ThreadMember(thread, u))]),
        ["removed_member_ids"] = new JsonArray([.. removed.Select(u => (JsonNode)u.ToString())]),
    }, Intents.Guilds);
}
