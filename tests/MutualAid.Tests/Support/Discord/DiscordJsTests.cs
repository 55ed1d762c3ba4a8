using System.Diagnostics;
using Xunit;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The fake held against a client library that the real Discord's users trust.</summary>
public sealed class DiscordJsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_fake_speaks_what_a_real_client_understands()
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null || !Directory.Exists(Path.Combine(folder, "node_modules", "discord.js")), "discord.js is missing: run npm ci in tests/discord.js.");
        Assert.SkipUnless(HasNode(), "node is missing.");
        await using var fake = await FakeDiscord.StartAsync();
        fake.Limits.UseUsual();
        var guild = fake.AddGuild();
        var needs = guild.AddChannel("needs");
        var ana = guild.AddMember("Ana");
        using var client = Start(folder!, fake, ana);
        await using var ended = new Ending(client);
        var said = client.StandardError.ReadToEndAsync();

        await PlayAsync(fake, client, () => fake.UntilAsync(() => fake.Commands.Replacements == 1, "its commands", Patience), said);
        await PlayAsync(fake, client, () => TalkAsync(fake, needs, ana), said);
        await PlayAsync(fake, client, () => WorkAsync(fake, needs, ana), said);
        await PlayAsync(fake, client, () => ComeBackAsync(fake, needs, ana), said);

        using var limit = new CancellationTokenSource(Patience);
        await client.WaitForExitAsync(limit.Token);
        Assert.True(client.ExitCode == 0, await said);
        // Two bodies were wrong on purpose, to see that they are refused.
        Assert.Equal(2, fake.Violations.Count);
    }

    private static async Task TalkAsync(FakeDiscord fake, FakeChannel needs, FakeUser ana)
    {
        var hello = await (await fake.SlashAsync(ana, needs, "hello")).MessageAsync();
        Assert.Equal("Hello", hello.TextOf());
        Assert.Equal(7, (await (await fake.PressAsync(ana, hello, "Again")).Response).Type);
        Assert.Equal("Hello again", hello.TextOf());

        var slow = await fake.SlashAsync(ana, needs, "slow");
        Assert.True((await slow.MessageAsync()).IsEphemeral);
        await fake.UntilAsync(() => slow.History.Count == 4 && slow.Messages.Count == 1, "the follow-up to come and go");

        var form = await (await fake.SlashAsync(ana, needs, "form")).ModalAsync();
        Assert.Equal("Asked groceries", (await (await fake.SubmitModalAsync(ana, form, ("What", "groceries"))).MessageAsync()).TextOf());

        var offered = await fake.AutocompleteAsync(ana, needs, "pick", "what", "gro");
        await offered.Response;
        Assert.Equal("gro!", (string?)offered.Choices[0]["name"]);
        Assert.Equal("Picked offered", (await (await fake.SlashAsync(ana, needs, "pick", ("what", "offered"))).MessageAsync()).TextOf());
    }

    private static async Task WorkAsync(FakeDiscord fake, FakeChannel needs, FakeUser ana)
    {
        var work = await fake.SlashAsync(ana, needs, "work");
        await fake.UntilAsync(() => work.Messages.Any(m => m.TextOf() == "Worked"), "the work to be done", Patience);
        Assert.Equal("Direct", Assert.Single(ana.DirectMessages).TextOf());
        var thread = Assert.Single(needs.Threads);
        Assert.True(thread is { IsArchived: true, IsLocked: true });
        // Before it was told, a client can't know that two routes share a bucket; after that it waits.
        Assert.InRange(fake.Requests.TooMany, 0, 1);
    }

    private static async Task ComeBackAsync(FakeDiscord fake, FakeChannel needs, FakeUser ana)
    {
        fake.Gateway.DropAll();
        await fake.UntilAsync(() => fake.Gateway.Resumes == 1, "the session to be resumed");
        var target = needs.Messages[0];
        await fake.ReactAsync(ana, target, "🙏");
        await fake.UntilAsync(() => needs.Messages.Any(m => m.TextOf() == "Saw 🙏"), "the reaction to be seen");
        await (await fake.SlashAsync(ana, needs, "finish")).Response;
    }

    // What the library complains about says more than that something did not come.
    private static async Task PlayAsync(FakeDiscord fake, Process client, Func<Task> act, Task<string> said)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            if (!client.HasExited) client.Kill();
            Assert.Fail($"{await said}\n{e.Message}\n{fake.Describe()}");
        }
    }

    private static Process Start(string folder, FakeDiscord fake, FakeUser person)
    {
        var start = new ProcessStartInfo("node", ["check.mjs"]) { WorkingDirectory = folder, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DISCORD_API"] = fake.Origin + "/api";
        start.Environment["DISCORD_TOKEN"] = fake.Token;
        start.Environment["DISCORD_PERSON"] = person.Id.ToString();
        return Process.Start(start)!;
    }

    private sealed class Ending(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (process.HasExited) return;
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "node")) || File.Exists(Path.Combine(p, "node.exe")));

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "tests", "discord.js");
            if (Directory.Exists(found)) return found;
        }

        return null;
    }
}
