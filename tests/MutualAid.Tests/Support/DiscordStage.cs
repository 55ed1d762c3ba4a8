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
internal sealed partial class DiscordStage : IStage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, FakeUser> people = [];
    private readonly Dictionary<string, (FakeInteraction Interaction, JsonObject Modal)> modals = [];
    private FakeGuild? guild;
    private RecordedLog? log;

    public FakeDiscord Fake { get; private set; } = null!;

    public FakeChannel Needs { get; private set; } = null!;

    public GroupId Group => DiscordIds.Group(guild!.Id);

    public static async Task<DiscordStage> StartAsync()
    {
        var stage = new DiscordStage { Fake = await FakeDiscord.StartAsync() };
        foreach (var name in new[] { "Ana", "Bo", "Cruz", "Dani" }) stage.people[name.ToLowerInvariant()] = stage.Fake.AddUser(name);
        var owner = stage.Fake.AddUser("Olu");
        stage.guild = stage.Fake.AddGuild(owner, [.. stage.people.Values]);
        stage.Fake.Trust(stage.guild, stage.people["dani"]);
        stage.Needs = stage.Fake.AddChannel(stage.guild, "needs");
        return stage;
    }

    public FakeUser Person(string person) => people[person];

    public void AddTo(IServiceCollection services, IConfiguration configuration, FakeTimeProvider system)
    {
        var own = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Discord:Token"] = FakeDiscord.Token,
            ["Discord:ApiBaseUrl"] = Fake.ApiBaseUrl.AbsoluteUri,
        }).Build();
        services.AddSingleton<TimeProvider>(system).AddDiscord(own);
    }

    public Task StartAsync(IServiceProvider services)
    {
        log = services.GetServices<Microsoft.Extensions.Logging.ILoggerProvider>().OfType<RecordedLog>().FirstOrDefault();
        return UntilAsync(() => Fake.IsConnected && Fake.Commands.Count > 0, "The bot did not connect.");
    }

    public PersonId IdOf(string person) => DiscordIds.Person(people[person].Id);

    public async Task<SeenReply> DoesAsync(string person, string? language, IntentBody body, string key, GroupId? group)
    {
        var user = people[person];
        user.Locale = language switch { null => "en-US", "es-MX" => "es-419", var other => other };
        if (body is Reacted reacted) return await ReactsAsync(user, reacted);
        return await AnsweredAsync(person, await (body switch
        {
            CommandTyped typed => TypesAsync(user, typed.Line),
            ActionPressed pressed => Fake.PressAsync(user, Fake.FindButton(user, pressed.ActionId) ?? Fake.MessagesIn(Needs)[^1], pressed.ActionId),
            FormSubmitted form => Fake.SubmitAsync(user, Needs, modals[person].Modal, form.Values),
            _ => throw new InvalidOperationException($"Nobody can do {body.GetType().Name} on Discord."),
        }));
    }

    public Task<SeenCard?> FindCardAsync(Posting posting)
    {
        if (posting.Message is not { } id || Fake.FindMessage(DiscordIds.SnowflakeOf(id)) is not { } message) return Task.FromResult<SeenCard?>(null);
        var text = Read(message.Text);
        var lines = text.Split('\n');
        var status = StatusLine().Match(message.Text);
        return Task.FromResult<SeenCard?>(new SeenCard(
            "Need " + lines[0],
            status.Groups["word"].Value,
            string.Join('\n', lines.Where((_, i) => i != 1 || !status.Success)),
            [.. message.Buttons.Select(b => new CardAction((string)b["custom_id"]!, (string)b["label"]!))]));
    }

    public Task<string> ReadsAsync(string person) => Task.FromResult(Read(Fake.Reads(people[person], isFreshClient: true)));

    public async ValueTask DisposeAsync()
    {
        await Fake.DisposeAsync();
        if (Fake.Violations.Count > 0) throw new InvalidOperationException("The bot did what no client may do: " + string.Join("; ", Fake.Violations));
    }

    /// <summary>Waits for the answer as the person does.</summary>
    public async Task<SeenReply> AnsweredAsync(string person, FakeInteraction interaction)
    {
        await interaction.Shown.WaitAsync(Patience);
        if (interaction.Modal is { } modal)
        {
            modals[person] = (interaction, modal);
            return new SeenReply(new Reply { Language = "", Text = RichText.Empty, Form = FormOf(modal) });
        }

        return interaction.Messages.Count == 0 ? new SeenReply(null) : ReplyOf(interaction.Messages);
    }

    private async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!holds())
        {
            if (late.IsCancellationRequested) throw new InvalidOperationException($"{otherwise} {Fake} {string.Join('\n', log?.Lines ?? [])}");
            await Briefly.PauseAsync();
        }
    }

    private async Task<FakeInteraction> TypesAsync(FakeUser user, string line)
    {
        var parsed = CommandLine.Parse(line);
        return await Fake.SlashAsync(user, Needs, parsed.Command!.Name, [.. parsed.Options.Select(o => (o.Key, (JsonNode)o.Value))]);
    }

    /// <summary>There is no answer to a reaction itself: what has to be said comes as a direct message.</summary>
    private async Task<SeenReply> ReactsAsync(FakeUser user, Reacted reacted)
    {
        IReadOnlyList<FakeMessage> Told() => [.. Fake.Channels().Where(c => c.Type == 1 && c.People.Contains(user.Id)).SelectMany(c => Fake.MessagesIn(c))];
        var before = Told().Count;
        await Fake.ReactAsync(user, Fake.FindMessage(DiscordIds.SnowflakeOf(reacted.Message))!, reacted.Emoji, reacted.Added);
        await UntilAsync(() => Told().Count > before, "Nothing was said.");
        return ReplyOf([.. Told().Skip(before)]);
    }

    private SeenReply ReplyOf(IReadOnlyList<FakeMessage> messages)
    {
        var buttons = messages.SelectMany(m => m.Buttons).Select(b => new CardAction((string)b["custom_id"]!, (string)b["label"]!)).ToImmutableArray();
        return new SeenReply(new Reply { Language = "", Text = RichText.Of(Read(string.Join('\n', messages.Select(m => m.Text)))), Actions = buttons });
    }

    private static Form FormOf(JsonObject modal) => new(
        (string)modal["custom_id"]!,
        (string)modal["title"]!,
        "",
        [.. ((JsonArray)modal["components"]!).Select(l => l!["component"]!.AsObject()).Select(c => new FormField(
            (string)c["custom_id"]!, "", (bool?)c["required"] ?? true, (int?)c["max_length"] ?? 4000, (string?)c["value"] ?? Chosen(c), false, [], ""))],
        "");

    private static string Chosen(JsonObject select) =>
        (select["options"] as JsonArray)?.FirstOrDefault(o => (bool?)o!["default"] is true)?["value"]?.GetValue<string>() ?? "";

    /// <summary>Discord's markup as its clients show it.</summary>
    private string Read(string markup)
    {
        var text = CommandMention().Replace(markup, "/${name}");
        text = Mention().Replace(text, m => Fake.NameOf(m.Groups["id"].Value));
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
