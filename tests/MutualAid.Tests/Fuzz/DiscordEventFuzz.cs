using System.Globalization;
using System.Text;
using System.Text.Json;
using MutualAid.Discord;
using MutualAid.Discord.Gateway;
using MutualAid.Discord.Introductions;
using MutualAid.Discord.Wire;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>Whatever stands in an event of the gateway, it is passed over or refused, and the next one is answered.</summary>
public sealed class DiscordEventFuzz
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_hostile_event_is_passed_over_and_the_next_command_is_answered()
    {
        var stage = await DiscordStage.StartAsync();
        await using var fake = stage.Fake;
        await using var world = await World.StartAsync(stage: stage);
        world.LeavesAllBehind = true;
        await world.Ana.TypesAsync("/need water");
        await world.SettleAsync();
        var card = DiscordIds.SnowflakeOf((await world.NeedAsync(1)).CardPosting!.Message!.Value);
        var events = world.Get<IGatewayEvents>();
        FillFallback(world, stage);
        await Executions.RunWithoutGrowthAsync("Discord events", 600, async seed =>
        {
            var (name, sample) = DiscordSamples.Event(stage, seed, card);
            var mangler = new Mangler(seed);
            var mangled = mangler.Mangle(sample);
            var data = seed % 5 == 0 ? mangler.Break(mangled) : Encoding.UTF8.GetBytes(mangled);
            if (!IsJson(data)) return;
            await events.ReceiveAsync(new GatewayDispatch(0, name, "fuzz", seed, data), CancellationToken.None).AsTask().WaitAsync(Patience);
        }, world.Get<IServiceProvider>());
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need soap")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Log.Lines, Unexpected);
    }

    /// <summary>What is remembered of who pressed something is bounded by a time and by a number; here by the number.</summary>
    private static void FillFallback(World world, DiscordStage stage)
    {
        var ana = DiscordIds.UserOf(stage.IdOf("ana"))!;
        var pressed = JsonSerializer.Deserialize("""{"id":"1","application_id":"2","type":3,"token":"t"}""", WireJson.Default.Interaction)!;
        for (var i = 0; i < 10_000; i++) world.Get<DirectFallback>().Saw(new string(ana.AsSpan()), pressed);
    }

    /// <summary>What is no JSON never gets past <see cref="Frame.Read"/>.</summary>
    private static bool IsJson(byte[] data)
    {
        try
        {
            using var frame = JsonDocument.Parse(data);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Unexpected(string line) =>
        (line.StartsWith("What happened could not be handled", StringComparison.Ordinal) && !line.Contains("DiscordRefusedException", StringComparison.Ordinal))
        || line.StartsWith("Could not answer an intent", StringComparison.Ordinal);
}

/// <summary>Events as the gateway sends them.</summary>
internal static class DiscordSamples
{
    private static readonly string[] Names =
    [
        "INTERACTION_CREATE", "INTERACTION_CREATE", "INTERACTION_CREATE", "INTERACTION_CREATE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "GUILD_CREATE", "CHANNEL_UPDATE", "GUILD_ROLE_UPDATE",
        "CHANNEL_DELETE", "THREAD_DELETE",
    ];

    public static (string Name, string Data) Event(DiscordStage stage, int seed, string card)
    {
        var random = new Random(seed);
        var name = Names[random.Next(Names.Length)];
        var (guild, channel, user) = (Text(stage.Guild.Id), Text(stage.Needs.Id), Text(stage.Person("ana").Id));
        return (name, name switch
        {
            "INTERACTION_CREATE" => Interaction(random, seed, guild, channel, user),
            "MESSAGE_REACTION_ADD" or "MESSAGE_REACTION_REMOVE" =>
                $$$"""{"user_id":"{{{user}}}","channel_id":"{{{channel}}}","message_id":"{{{card}}}","guild_id":"{{{guild}}}","emoji":{"id":null,"name":"✋"},"type":0,"member":{"user":{"id":"{{{user}}}","username":"ana"},"roles":[]}}""",
            "GUILD_CREATE" => $$"""{"id":"{{guild}}","name":"Street","owner_id":"{{user}}","joined_at":"2026-11-23T10:00:00Z","unavailable":false,"roles":[],"channels":[],"members":[]}""",
            "GUILD_ROLE_UPDATE" => $$$"""{"guild_id":"{{{guild}}}","role":{"id":"{{{guild}}}","name":"@everyone","permissions":"0"}}""",
            // Some other channel: that of the group is still needed.
            _ => $$"""{"id":"77","guild_id":"{{guild}}","type":0,"name":"other","parent_id":null}""",
        });
    }

    private static string Interaction(Random random, int seed, string guild, string channel, string user)
    {
        var (type, data) = random.Next(5) switch
        {
            0 => (2, """{"id":"5","name":"need","type":1,"options":[{"name":"what","type":3,"value":"soup"},{"name":"quantity","type":4,"value":2},{"name":"anonymous","type":5,"value":true},{"name":"when","type":3,"value":"friday"}]}"""),
            1 => (2, """{"id":"6","name":"Make this a need","type":3,"target_id":"9","resolved":{"messages":{"9":{"id":"9","channel_id":"1","content":"Soup","author":{"id":"3","username":"ana"}}}}}"""),
            2 => (3, """{"custom_id":"claim|1|x","component_type":2,"id":3}"""),
            3 => (4, """{"id":"5","name":"claim","type":1,"options":[{"name":"number","type":4,"value":"1","focused":true}]}"""),
            _ => (5, """{"custom_id":"need||t0k3n","components":[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"what","value":"soup"}},{"type":18,"component":{"type":3,"custom_id":"category","values":["food"]}}]}"""),
        };
        return $$"""
            {"id":"{{9_000_000 + seed}}","application_id":"1","type":{{type}},"token":"t{{seed}}","version":1,"guild_id":"{{guild}}","channel_id":"{{channel}}","channel":{"id":"{{channel}}","type":0,"guild_id":"{{guild}}"},
             "member":{"user":{"id":"{{user}}","username":"ana","global_name":"Ana"},"permissions":"2147483647","roles":[],"nick":null},"locale":"es-ES","guild_locale":"en-US","app_permissions":"8","data":{{data}} }
            """;
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
