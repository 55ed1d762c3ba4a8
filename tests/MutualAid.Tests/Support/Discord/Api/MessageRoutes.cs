using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class MessageRoutes
{
    private static readonly TimeSpan NonceMemory = TimeSpan.FromMinutes(5);

    public static readonly ApiRoute[] All =
    [
        new("POST", "/channels/{channel_id}/messages", Post),
        new("GET", "/channels/{channel_id}/messages", List),
        new("GET", "/channels/{channel_id}/messages/{message_id}", Get),
        new("PATCH", "/channels/{channel_id}/messages/{message_id}", Edit),
        new("DELETE", "/channels/{channel_id}/messages/{message_id}", Delete),
    ];

    private static ApiAnswer Post(ApiCall call)
    {
        var channel = call.Channel();
        if (channel.Type is ChannelType.Forum) throw new ApiError(400, 40058, "Cannot message this thread until after the post author has sent an initial message.");
        if (channel.Type is ChannelType.Category) throw new ApiError(400, 50008, "Cannot send messages in a non-text channel");
        channel = call.Channel(Needed(call, channel));
        if (channel is { IsThread: true, IsLocked: true }) throw new ApiError(400, 160005, "Thread is locked");
        RefuseClosed(channel);
        if (Repeated(call, channel) is { } first) return ApiAnswer.Ok(first.ToJson());
        var message = MessageWriting.Create(call, channel, call.Reader, MessageKind.Plain);
        // Writing into an archived thread opens it again.
        if (channel.IsArchived) ThreadRoutes.Set(channel, archived: false, locked: channel.IsLocked);
        if (channel.IsThread) channel.ThreadMembers.Add(call.Fake.Bot.Id);
        call.Fake.World.Add(message);
        return ApiAnswer.Ok(message.ToJson());
    }

    private static Rights Needed(ApiCall call, FakeChannel channel)
    {
        var needed = channel.IsThread ? Rights.SendMessagesInThreads : Rights.SendMessages;
        if (call.Files.Count > 0) needed |= Rights.AttachFiles;
        if (call.Body?["embeds"] is JsonArray { Count: > 0 }) needed |= Rights.EmbedLinks;
        return needed;
    }

    private static void RefuseClosed(FakeChannel channel)
    {
        if (channel.Recipient is not { } person) return;
        if (person.DmsClosed) throw new ApiError(403, 50007, "Cannot send messages to this user");
        if (!channel.Fake.World.Guilds.Any(g => g.HasBot && g.TryMember(person.Id, out _)))
            throw new ApiError(403, 50278, "Cannot send messages to this user due to having no mutual guilds");
    }

    private static FakeMessage? Repeated(ApiCall call, FakeChannel channel)
    {
        if (call.Body is not JsonObject body || body["nonce"] is not { } nonce || body["enforce_nonce"]?.GetValueKind() != System.Text.Json.JsonValueKind.True) return null;
        var since = call.Fake.Time.GetUtcNow() - NonceMemory;
        return channel.Messages.FirstOrDefault(m => m.Author == call.Fake.Bot && m.Nonce == nonce.ToString() && m.Sent >= since);
    }

    private static ApiAnswer List(ApiCall call)
    {
        var channel = call.Channel();
        var limit = Number(call, "limit") ?? 50;
        if (limit is < 1 or > 100) throw ApiError.Form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
        if (!RightsCalculation.In(channel, call.Fake.Bot).HasFlag(Rights.ReadMessageHistory)) return ApiAnswer.Ok(new JsonArray());
        var newestFirst = channel.Messages.Reverse();
        if (Number(call, "before") is { } before) newestFirst = newestFirst.Where(m => m.Id < before);
        if (Number(call, "after") is { } after) newestFirst = newestFirst.Where(m => m.Id > after).Reverse().Take((int)limit).Reverse();
        return ApiAnswer.Ok(new JsonArray([.. newestFirst.Take((int)limit).Select(m => Shown(call, m))]));
    }

    private static ulong? Number(ApiCall call, string name)
    {
        if (call.Query[name].ToString() is not { Length: > 0 } text) return null;
        return ulong.TryParse(text, out var number) ? number : throw ApiError.Form(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not a number.");
    }

    private static ApiAnswer Get(ApiCall call) => ApiAnswer.Ok(Shown(call, call.Message(call.Channel(Rights.ReadMessageHistory))));

    // Without the intent for it, what others wrote is hidden here as well.
    private static JsonObject Shown(ApiCall call, FakeMessage message) =>
        message.Author == call.Fake.Bot || message.Channel.IsDirect || call.Fake.Gateway.AllowedPrivileged.HasFlag(Intents.MessageContent)
            ? message.ToJson()
            : MessageJson.WithoutContent(message.ToJson());

    private static ApiAnswer Edit(ApiCall call)
    {
        var channel = call.Channel();
        var message = call.Message(channel);
        if (message.Author != call.Fake.Bot) throw new ApiError(403, 50005, "Cannot edit a message authored by another user");
        if (channel.IsArchived) throw ApiError.Archived();
        call.Fake.OldEdits?.Count(message, call.Fake.Time.GetUtcNow());
        MessageWriting.Edit(call, message, call.Reader, MessageKind.Plain);
        return ApiAnswer.Ok(message.ToJson());
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var channel = call.Channel();
        var message = call.Message(channel);
        if (message.Author != call.Fake.Bot)
        {
            if (channel.IsDirect) throw new ApiError(403, 50003, "Cannot execute action on a DM channel");
            call.Channel(Rights.ManageMessages);
        }

        if (channel.IsArchived) throw ApiError.Archived();
        call.Fake.World.Delete(message);
        return ApiAnswer.Nothing;
    }
}
