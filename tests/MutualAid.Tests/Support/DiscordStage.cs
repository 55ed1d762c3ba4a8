using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Discord;
using MutualAid.Tests.Support.Discord;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>A Discord server with one channel. People use its clients: they type what is registered, press what they see, and read what is shown.</summary>
internal sealed partial class DiscordStage : IStage, IAgedStage
{
    private readonly Dictionary<string, FakeUser> people = [];
    private readonly Dictionary<string, FakeModal> modals = [];
    private FakeGuild guild = null!;

    public FakeDiscord Fake { get; private init; } = null!;

    public FakeChannel Needs { get; private set; } = null!;

    public FakeGuild Guild => guild;

    public GroupId Group => DiscordIds.Group(Text(guild.Id));

    public static async Task<DiscordStage> StartAsync()
    {
        var stage = new DiscordStage { Fake = await FakeDiscord.StartAsync() };
        // Three seconds are too little for a test among others, on a busy machine and of a process that has just begun.
        stage.Fake.AnswerWithin = TimeSpan.FromSeconds(30);
        stage.guild = stage.Fake.AddGuild();
        foreach (var name in new[] { "Ana", "Bo", "Cruz" }) stage.people[name.ToLowerInvariant()] = stage.guild.AddMember(name);
        stage.people["dani"] = stage.guild.AddMember("Dani", stage.guild.AddRole("trusted", Rights.ManageMessages));
        stage.Needs = stage.guild.AddChannel("needs");
        return stage;
    }

    /// <summary>The clock by which the bot measures its waits on the network.</summary>
    public TimeProvider Network { get; set; } = TimeProvider.System;

    public FakeUser Person(string person) => people[person];

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Discord:Token"] = Fake.Token,
        ["Discord:ApiBaseUrl"] = Fake.ApiBaseUrl,
    };

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system) => services
        .AddSingleton<TimeProvider>(system)
        .AddDiscord(new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(Settings).Build(), Network);

    public async Task StartAsync(IServiceProvider services)
    {
        await Fake.Gateway.ReadyAsync();
        await Fake.UntilAsync(() => Fake.Commands.Find(guild, 1, "need") is not null, "the commands");
    }

    /// <summary>Somebody of that name, without any role, whose account was made then, in the place of who had it.</summary>
    public void Came(string person, Instant at)
    {
        lock (Fake.Sync)
        {
            var id = (ulong)(at.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22;
            while (Fake.World.FindUser(id) is not null) id++;
            people[person] = guild.Join(Fake.World.Add(new FakeUser(Fake, id, people[person].Name, isBot: false)));
        }
    }

    public PersonId IdOf(string person) => DiscordIds.Person(Text(people[person].Id));

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group)
    {
        var user = people[person];
        user.Locale = language switch { null => "en-US", "es-MX" => "es-419", var other => other };
        if (body is Reacted reacted) return await ReactsAsync(user, reacted);
        return await AnsweredAsync(person, await (body switch
        {
            CommandTyped typed => TypesAsync(user, typed.Line),
            ActionPressed pressed => PressesAsync(user, pressed.ActionId),
            FormSubmitted form => Fake.SubmitModalAsync(user, modals[person], [.. form.Values.Where(v => v.Value.Length > 0).Select(v => (v.Key, v.Value))]),
            MessageQuoted quoted => Fake.MessageMenuAsync(user, "Make this a need", Needs.Post(quoted.IsOwn ? user : people["dani"], quoted.Text)),
            _ => throw new InvalidOperationException($"Nobody can do {body.GetType().Name} on Discord."),
        }));
    }

    public Task<SeenCard?> FindCardAsync(Posting posting)
    {
        if (posting.Message is not { } id || Find(id) is not { } message) return Task.FromResult<SeenCard?>(null);
        var written = Shown(message);
        var lines = Read(written).Split('\n');
        var status = StatusLine().Match(written);
        return Task.FromResult<SeenCard?>(new SeenCard(
            "Need " + lines[0],
            status.Groups["word"].Value,
            string.Join('\n', lines.Where((_, i) => i != 1 || !status.Success)),
            [.. message.Buttons.Select(b => new CardAction(b.CustomId!, b.Label))]));
    }

    /// <summary>Its words, and what a screen reader says of its pictures.</summary>
    private static string Shown(FakeMessage message) => string.Join('\n', message.Pictures.Select(p => p.Description).Prepend(message.TextOf()));

    /// <summary>The message, wherever it is, or null.</summary>
    public FakeMessage? Find(MessageId id)
    {
        lock (Fake.Sync) return Fake.World.Channels.SelectMany(c => c.Messages).FirstOrDefault(m => Text(m.Id) == DiscordIds.SnowflakeOf(id));
    }

    /// <summary>What a client shows that was started anew: answers that only one person saw are gone from it.</summary>
    public Task<string> ReadsAsync(string person)
    {
        var user = people[person];
        lock (Fake.Sync)
        {
            return Task.FromResult(Read(string.Join('\n', Fake.World.Channels.SelectMany(c => c.Messages).Where(m => Sight.MaySee(m, user)).Select(Shown))));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Fake.DisposeAsync();
        if (!Fake.Violations.IsEmpty) throw new InvalidOperationException("The bot did what no client may do: " + string.Join("; ", Fake.Violations));
    }

    /// <summary>Waits for the answer as the person does.</summary>
    public async Task<SeenReply> AnsweredAsync(string person, FakeInteraction interaction)
    {
        var first = await interaction.Response;
        if (first.Type == 6) return new SeenReply(null);
        if (interaction.Modal is { } modal)
        {
            modals[person] = modal;
            return new SeenReply(new Reply { Language = "", Text = RichText.Empty, Form = FormOf(modal) });
        }

        await interaction.MessageAsync();
        return ReplyOf(interaction.Messages);
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private Task<FakeInteraction> TypesAsync(FakeUser user, string line)
    {
        var parsed = CommandLine.Parse(line);
        return Fake.SlashAsync(user, Needs, parsed.Command!.Name, [.. parsed.Options.Select(o => (o.Key, Typed(parsed.Command, o.Key, o.Value)))]);
    }

    private static object Typed(Command command, string option, string value) => command.Options.First(o => o.Name == option).Type switch
    {
        OptionType.Number => long.Parse(value, CultureInfo.InvariantCulture),
        OptionType.Flag => value == "yes",
        _ => value,
    };

    /// <summary>On the newest message that has the button; where none has it, as a hostile client would.</summary>
    private async Task<FakeInteraction> PressesAsync(FakeUser user, string action)
    {
        FakeMessage? shown;
        lock (Fake.Sync)
        {
            shown = Fake.World.Channels.SelectMany(c => c.Messages).Concat(Fake.World.Interactions.SelectMany(i => i.Messages))
                .Where(m => Sight.MaySee(m, user) && m.Buttons.Any(b => b.CustomId == action)).MaxBy(m => m.Id);
        }

        if (shown is not null) return await Fake.PressAsync(user, shown, action);
        await Fake.UntilAsync(() => Needs.Messages.Count > 0, "a message to forge a button on");
        return await Fake.ForgeAsync(user, Needs.Messages[^1], action);
    }

    /// <summary>There is no answer to a reaction itself: what has to be said comes as a direct message.</summary>
    private async Task<SeenReply> ReactsAsync(FakeUser user, Reacted reacted)
    {
        var before = user.DirectMessages.Count;
        var message = Find(reacted.Message)!;
        await (reacted.Added ? Fake.ReactAsync(user, message, reacted.Emoji) : Fake.UnreactAsync(user, message, reacted.Emoji));
        await Fake.UntilAsync(() => user.DirectMessages.Count > before, "an answer to the reaction");
        return ReplyOf([.. user.DirectMessages.Skip(before)]);
    }

    private SeenReply ReplyOf(IReadOnlyList<FakeMessage> messages) => new(new Reply
    {
        Language = "",
        Text = RichText.Of(Read(string.Join('\n', messages.Select(m => m.TextOf())))),
        Actions = [.. messages.SelectMany(m => m.Buttons).Select(b => new CardAction(b.CustomId!, b.Label))],
    });

    private static Form FormOf(FakeModal modal) => new(
        modal.CustomId, modal.Title, "", [.. modal.Fields.Select(f => new FormField(f.CustomId, f.Label, f.IsRequired, 4000, f.Value ?? "", false, [], ""))], "");

    private string NameOf(string id) => people.Values.FirstOrDefault(p => Text(p.Id) == id)?.Name ?? id;

    /// <summary>Discord's markup as its clients show it.</summary>
    private string Read(string markup)
    {
        var text = CommandMention().Replace(markup, "/${name}");
        text = Mention().Replace(text, m => NameOf(m.Groups["id"].Value));
        text = Link().Replace(text, "${text}");
        text = Time().Replace(text, m =>
        {
            var at = Instant.FromUnixTimeSeconds(long.Parse(m.Groups["seconds"].Value, CultureInfo.InvariantCulture));
            return m.Groups["style"].Value == "R" ? "some time away" : Languages.All[0].Absolute(at.InUtc().LocalDateTime);
        });
        return Escaped().Replace(HeadingOrBold().Replace(text, ""), "${c}");
    }

    [GeneratedRegex(@"(?<!\\)</(?<name>\w+):\d+>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandMention();

    [GeneratedRegex(@"(?<!\\)<@(?<id>\d+)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();

    [GeneratedRegex(@"(?<!\\)\[(?<text>[^\]]+)\]\(https://[^)]+\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\\)<t:(?<seconds>\d+):(?<style>\w)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"^### |(?<!\\)\*\*", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex HeadingOrBold();

    [GeneratedRegex(@"\\(?<c>[^0-9A-Za-z\s])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^. \*\*(?<word>[^*]+)\*\*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex StatusLine();
}
