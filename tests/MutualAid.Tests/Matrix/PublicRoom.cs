using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;

namespace MutualAid.Tests.Matrix;

/// <summary>The bot in a group's room, as its members see it.</summary>
internal sealed class PublicRoom(World world, MatrixStage stage) : IAsyncDisposable
{
    private readonly MatrixReader reader = new(stage.People);

    public MatrixStage Stage => stage;

    public World World => world;

    public IMatrixPeople People => stage.People;

    public Task<string> SaysAsync(string person, string text) => People.SayAsync(person, stage.Room, text);

    public Task<SeenMessage> SeenAsync(string person, string room, Func<SeenMessage, bool> fits) => reader.UntilAsync(person, room, fits, "what was waited for");

    /// <summary>A message of the bot in the room that says this, as everybody sees it.</summary>
    public Task<SeenMessage> CardAsync(string says, Func<SeenMessage, bool>? fits = null) =>
        SeenAsync("founder", stage.Room, m => m.Sender == stage.BotUser && m.Body.Contains(says, StringComparison.Ordinal) && fits?.Invoke(m) is not false);

    /// <summary>A message of the bot to this person alone.</summary>
    public Task<SeenMessage> WhisperAsync(string person, string says) =>
        SeenAsync(person, stage.DirectOf(person), m => m.Sender == stage.BotUser && m.Body.Contains(says, StringComparison.Ordinal));

    /// <summary>Says something to the bot alone; its answer to just that.</summary>
    public async Task<string> TellsAsync(string person, string text)
    {
        var said = await People.SayAsync(person, stage.DirectOf(person), text);
        return (await SeenAsync(person, stage.DirectOf(person), m => m.Sender == stage.BotUser && MatrixReader.NoteOf(m, "cause") == said)).Body;
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
