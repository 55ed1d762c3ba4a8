using MutualAid.Tests.Support.Discord;

namespace MutualAid.Tests.Support;

/// <summary>A channel on Discord, and the server's owner.</summary>
internal sealed class DiscordDoor(DiscordStage stage) : IDoor
{
    private const Rights Needed = Rights.ViewChannel | Rights.SendMessages;

    public IStage Stage => stage;

    public Task CloseAsync()
    {
        stage.Needs.Deny(stage.Fake.Bot, Needed);
        return Task.CompletedTask;
    }

    public Task OpenAsync()
    {
        stage.Needs.Allow(stage.Fake.Bot, Needed);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ShownAsync()
    {
        lock (stage.Fake.Sync) return Task.FromResult<IReadOnlyList<string>>([.. stage.Needs.Messages.Where(m => m.Author.IsBot).Select(m => m.TextOf())]);
    }

    public Task<IReadOnlyList<string>> ToldAsync()
    {
        lock (stage.Fake.Sync) return Task.FromResult<IReadOnlyList<string>>([.. new[] { stage.Guild.Owner, stage.Person("dani") }.SelectMany(p => p.DirectMessages).Select(m => m.TextOf())]);
    }
}
