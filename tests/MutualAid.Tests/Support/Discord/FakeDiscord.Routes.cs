using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static MutualAid.Tests.Support.Discord.FakePermissions;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The HTTP API: what each route does.</summary>
internal sealed partial class FakeDiscord
{
    private async Task<JsonNode?> RouteAsync(HttpRequest request, string[] path, JsonObject? body, JsonArray? list, List<(string Name, string Text)> files)
    {
        switch (request.Method, path)
        {
            case ("POST", ["interactions", var id, var token, "callback"]): return Callback(id, token, body!, files);
            case ("POST", ["channels", var channel, "messages"]): return Post(channel, body!, files);
            case ("DELETE", ["guilds", _, "members", "@me"]): return null;
            case (_, ["webhooks", _, var token, ..]): return Webhook(request.Method, token, path, body, files);
        }

        await Task.Yield();
        lock (gate)
        {
            return (request.Method, path) switch
            {
                ("GET", ["gateway", "bot"]) => new JsonObject
                {
                    ["url"] = Address.Replace("http://", "ws://", StringComparison.Ordinal) + "/gateway",
                    ["shards"] = Shards,
                    ["session_start_limit"] = new JsonObject { ["total"] = 1000, ["remaining"] = 1000 - Identifies, ["reset_after"] = 86_400_000, ["max_concurrency"] = Math.Max(1, Shards) },
                },
                ("GET", ["users", "@me"]) => new JsonObject { ["id"] = Bot.Id, ["username"] = Bot.Name, ["bot"] = true, ["discriminator"] = "0" },
                ("GET", ["applications", _, "commands"]) => Commands.DeepClone(),
                ("PUT", ["applications", _, "commands"]) => Overwrite(list!),
                ("GET", ["channels", var channel]) => ChannelFor(channel, ViewChannel).ToJson(),
                ("GET", ["channels", var channel, "messages"]) => List(channel, request.Query),
                ("GET", ["channels", var channel, "messages", var message]) => MessageIn(ChannelFor(channel, ViewChannel | ReadMessageHistory), message).ToJson(),
                ("PATCH", ["channels", var channel, "messages", var message]) => Edit(channel, message, body!, files),
                ("DELETE", ["channels", var channel, "messages", var message]) => Delete(channel, message),
                ("PATCH", ["channels", var channel]) => Archive(channel, body!),
                ("POST", ["channels", var channel, "threads"]) => StartThread(channel, body!),
                ("PUT", ["channels", var channel, "thread-members", var user]) => AddToThread(channel, user),
                ("DELETE", ["channels", var channel, "thread-members", var user]) => RemoveFromThread(channel, user),
                ("GET", ["guilds", var guild, "threads", "active"]) => ActiveThreads(GuildOf(guild)),
                ("GET", ["guilds", var guild]) => GuildJson(GuildOf(guild)),
                ("GET", ["guilds", var guild, "roles"]) => RolesJson(GuildOf(guild)),
                ("GET", ["guilds", var guild, "members", var user]) => MemberJson(GuildOf(guild), user),
                ("GET", ["guilds", var guild, "audit-logs"]) => Audit(GuildOf(guild)),
                ("POST", ["users", "@me", "channels"]) => OpenDirect((string)body!["recipient_id"]!).ToJson(),
                _ => throw new FakeRefusal(404, 0, "404: Not Found"),
            };
        }
    }

    private JsonArray Overwrite(JsonArray commands)
    {
        CommandRules.Check(commands);
        Overwrites++;
        var registered = new JsonArray();
        foreach (var command in commands.OfType<JsonObject>())
        {
            var name = (string)command["name"]!;
            var known = Commands.OfType<JsonObject>().FirstOrDefault(c => (string)c["name"]! == name);
            var copy = (JsonObject)command.DeepClone();
            copy["id"] = (string?)known?["id"] ?? NewId();
            copy["application_id"] = Bot.Id;
            copy["version"] = NewId();
            copy["type"] ??= 1;
            copy["default_member_permissions"] = null;
            copy["nsfw"] = false;
            registered.Add(copy);
        }

        Commands = registered;
        return (JsonArray)registered.DeepClone();
    }

    private FakeGuild GuildOf(string id) => guilds.TryGetValue(id, out var guild) && guild.Members.ContainsKey(Bot.Id) ? guild : throw new FakeRefusal(404, 10004, "Unknown Guild");

    private FakeChannel ChannelFor(string id, ulong wanted)
    {
        if (!channels.TryGetValue(id, out var channel)) throw new FakeRefusal(404, 10003, "Unknown Channel");
        if (channel.Guild is { } guild && !guild.Members.ContainsKey(Bot.Id)) throw new FakeRefusal(403, 50001, "Missing Access");
        var has = Of(Bot.Id, channel);
        if ((has & ViewChannel) == 0 || (channel.Type == 12 && !channel.People.Contains(Bot.Id) && (has & ManageThreads) == 0)) throw new FakeRefusal(403, 50001, "Missing Access");
        if ((has & wanted) != wanted) throw new FakeRefusal(403, 50013, "Missing Permissions");
        return channel;
    }

    private static FakeMessage MessageIn(FakeChannel channel, string id) =>
        channel.Messages.FirstOrDefault(m => m.Id == id) ?? throw new FakeRefusal(404, 10008, "Unknown Message");

    private JsonArray List(string channelId, IQueryCollection query)
    {
        var channel = ChannelFor(channelId, ViewChannel | ReadMessageHistory);
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 50;
        if (limit is < 1 or > 100) throw MessageRules.Invalid("limit");
        var before = query["before"].ToString() is { Length: > 0 } b ? ulong.Parse(b, CultureInfo.InvariantCulture) : ulong.MaxValue;
        return new JsonArray([.. channel.Messages.Where(m => ulong.Parse(m.Id, CultureInfo.InvariantCulture) < before).Reverse().Take(limit).Select(m => m.ToJson())]);
    }

    private JsonObject Post(string channelId, JsonObject body, List<(string Name, string Text)> files)
    {
        lock (gate)
        {
            var channel = ChannelFor(channelId, 0);
            if (channel.Guild is null && channel.People.Select(p => users[p]).Any(u => u.IsClosed)) throw new FakeRefusal(403, 50007, "Cannot send messages to this user");
            var wanted = channel.IsThread ? SendMessagesInThreads : SendMessages;
            if ((Of(Bot.Id, channel) & wanted) != wanted) throw new FakeRefusal(403, 50013, "Missing Permissions");
            if (channel.IsLocked) throw new FakeRefusal(400, 160005, "Thread is locked");
            var flags = (int?)body["flags"] ?? 0;
            if ((flags & MessageRules.Ephemeral) != 0) throw MessageRules.Invalid("flags");
            MessageRules.CheckMessage(body, flags, [.. files.Select(f => f.Name)], isEdit: false);
            var nonce = (string?)body["nonce"];
            if (nonce?.Length > 25) throw MessageRules.Invalid("nonce");
            if (nonce is not null && (bool?)body["enforce_nonce"] is true
                && channel.Messages.FirstOrDefault(m => m.Nonce == nonce && time.GetUtcNow() - m.At < TimeSpan.FromMinutes(3)) is { } repeated) return repeated.ToJson();
            channel.IsArchived = false;
            var message = new FakeMessage(NewId(), channel, Bot.Id, time.GetUtcNow()) { Nonce = nonce };
            Fill(message, body, flags, files);
            channel.Messages.Add(message);
            return message.ToJson();
        }
    }

    private static void Fill(FakeMessage message, JsonObject body, int flags, List<(string Name, string Text)> files)
    {
        message.Flags = flags;
        if (body.ContainsKey("content")) message.Content = (string?)body["content"] ?? "";
        if (body["components"] is JsonArray components) message.Components = (JsonArray)components.DeepClone();
        message.Files.AddRange(files);
        message.Pinged.AddRange(MessageRules.Pinged(body, message.Text));
    }

    private JsonObject Edit(string channelId, string messageId, JsonObject body, List<(string Name, string Text)> files)
    {
        var message = MessageIn(ChannelFor(channelId, ViewChannel), messageId);
        if (message.AuthorId != Bot.Id) throw new FakeRefusal(403, 50005, "Cannot edit a message authored by another user");
        if (message.Channel.IsArchived) throw new FakeRefusal(400, 50083, "Thread is archived");
        var flags = message.Flags | ((int?)body["flags"] ?? 0);
        MessageRules.CheckMessage(body, flags, [.. files.Select(f => f.Name)], isEdit: true);
        Fill(message, body, flags, files);
        message.Edits++;
        return message.ToJson();
    }

    private JsonNode? Delete(string channelId, string messageId)
    {
        var message = MessageIn(ChannelFor(channelId, ViewChannel), messageId);
        if (message.AuthorId != Bot.Id && (Of(Bot.Id, message.Channel) & ManageMessages) == 0) throw new FakeRefusal(403, 50013, "Missing Permissions");
        message.Channel.Messages.Remove(message);
        return null;
    }

    private JsonObject StartThread(string channelId, JsonObject body)
    {
        var parent = ChannelFor(channelId, ViewChannel | CreatePrivateThreads | SendMessagesInThreads);
        if ((int?)body["type"] is not 12 || (string?)body["name"] is not { Length: >= 1 and <= 100 } name || (int?)body["auto_archive_duration"] is not (60 or 1440 or 4320 or 10080))
            throw MessageRules.Invalid("thread");
        var thread = new FakeChannel(NewId(), 12, parent.Guild, name) { Parent = parent, OwnerId = Bot.Id };
        thread.People.Add(Bot.Id);
        channels[thread.Id] = thread;
        return thread.ToJson();
    }

    private JsonNode? AddToThread(string threadId, string user)
    {
        var thread = ChannelFor(threadId, SendMessagesInThreads);
        if (thread.IsArchived) throw new FakeRefusal(400, 50083, "Thread is archived");
        if (!thread.Guild!.Members.ContainsKey(user)) throw new FakeRefusal(404, 10007, "Unknown Member");
        if ((Of(user, thread) & ViewChannel) == 0) throw new FakeRefusal(403, 50001, "Missing Access");
        thread.People.Add(user);
        return null;
    }

    private JsonNode? RemoveFromThread(string threadId, string user)
    {
        var thread = ChannelFor(threadId, ViewChannel);
        if (thread.OwnerId != Bot.Id && (Of(Bot.Id, thread) & ManageThreads) == 0) throw new FakeRefusal(403, 50013, "Missing Permissions");
        if (thread.IsArchived) throw new FakeRefusal(400, 50083, "Thread is archived");
        thread.People.Remove(user);
        return null;
    }

    private JsonObject Archive(string channelId, JsonObject body)
    {
        var thread = ChannelFor(channelId, SendMessagesInThreads);
        if (!thread.IsThread) throw MessageRules.Invalid("archived");
        if (body.ContainsKey("locked") && (Of(Bot.Id, thread) & ManageThreads) == 0) throw new FakeRefusal(403, 50013, "Missing Permissions");
        thread.IsArchived = (bool?)body["archived"] ?? thread.IsArchived;
        thread.IsLocked = (bool?)body["locked"] ?? thread.IsLocked;
        return thread.ToJson();
    }

    private JsonObject ActiveThreads(FakeGuild guild) => new()
    {
        ["threads"] = new JsonArray([.. channels.Values.Where(c => c.Guild == guild && c is { IsThread: true, IsArchived: false } && Sees(Bot.Id, c)).Select(c => c.ToJson())]),
        ["members"] = new JsonArray(),
    };

    private FakeChannel OpenDirect(string userId)
    {
        if (!users.TryGetValue(userId, out var user) || user == Bot) throw new FakeRefusal(400, 50033, "Invalid Recipient(s)");
        if (channels.Values.FirstOrDefault(c => c.Type == 1 && c.People.Contains(userId)) is { } open) return open;
        var channel = new FakeChannel(NewId(), 1, null, "dm-" + user.Name) { People = { userId, Bot.Id } };
        return channels[channel.Id] = channel;
    }

    private static JsonArray RolesJson(FakeGuild guild) => new([.. guild.Roles.Select(r => new JsonObject
    {
        ["id"] = r.Id, ["name"] = "role", ["permissions"] = r.Permissions.ToString(CultureInfo.InvariantCulture),
    })]);

    private JsonObject GuildJson(FakeGuild guild) => new()
    {
        ["id"] = guild.Id,
        ["name"] = "Neighbours",
        ["owner_id"] = guild.OwnerId,
        ["preferred_locale"] = "en-US",
        ["joined_at"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["roles"] = RolesJson(guild),
        ["members"] = new JsonArray(MemberJson(guild, Bot.Id)),
        ["channels"] = new JsonArray([.. channels.Values.Where(c => c.Guild == guild && !c.IsThread).Select(c => c.ToJson())]),
    };

    private static JsonObject MemberJson(FakeGuild guild, string user) => guild.Members.TryGetValue(user, out var roles)
        ? new JsonObject { ["user"] = new JsonObject { ["id"] = user }, ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]) }
        : throw new FakeRefusal(404, 10007, "Unknown Member");

    private JsonObject Audit(FakeGuild guild)
    {
        var set = guild.Roles.Where(r => r.Id == guild.Id || guild.Members[Bot.Id].Contains(r.Id)).Aggregate(0ul, (all, r) => all | r.Permissions);
        if ((set & ViewAuditLog) == 0) throw new FakeRefusal(403, 50013, "Missing Permissions");
        return new JsonObject { ["audit_log_entries"] = new JsonArray(new JsonObject { ["user_id"] = guild.Inviter, ["target_id"] = Bot.Id, ["action_type"] = 28 }) };
    }
}
