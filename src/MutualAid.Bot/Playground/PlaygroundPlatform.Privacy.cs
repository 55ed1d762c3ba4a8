using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Bot.Playground;

/// <summary>What the playground does with what is private. Files stand in the answer to the page that asked, and nowhere else: not in the journal.</summary>
internal sealed partial class PlaygroundPlatform : IPrivateFiles, IDisclosing, IPrivateWords
{
    public string AboutFiles(string language) => Languages.Best(language).Plain(PlatformTexts.PlaygroundFiles);

    public string WhoReads(string language) => Languages.Best(language).Plain(PlatformTexts.PlaygroundReads);

    public string? LinkTo(PlaceId place, MessageId? message) => null;

    public Task<bool> TakeBackAsync(PersonId person, CancellationToken cancellationToken)
    {
        // Their own lines too: here the bot's host keeps the chat itself.
        if (PlaygroundWorld.People.FirstOrDefault(p => p.Id == person) is { } persona) chat.DeleteAllIn(PlaygroundWorld.DirectOf(persona).Id);
        return Task.FromResult(true);
    }
}
