using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix;

/// <summary>
/// The reactions that a card begins with, so that one tap is enough. They come after everything else that is waiting to be said; a card without
/// them still works.
/// </summary>
internal sealed partial class Seeds(MatrixApi api, ILogger<Seeds> log) : IDisposable
{
    private const int Remembered = 5_000;
    private const int MostPending = 500;
    private readonly Recent<(string Message, string Key), bool> planted = new(Remembered);
    private readonly CancellationTokenSource stopping = new();
    private int pending;

    /// <summary>Returns at once.</summary>
    public void Plant(string room, string message, ImmutableArray<string> reactions)
    {
        foreach (var key in reactions)
        {
            // In a rush the cards themselves are what counts.
            if (Volatile.Read(ref pending) >= MostPending || !planted.Add((message, key), true)) continue;
            Interlocked.Increment(ref pending);
            _ = Task.Run(() => PlantAsync(room, message, key), CancellationToken.None);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task PlantAsync(string room, string message, string key)
    {
        try
        {
            await api.SendAsync(room, "m.reaction", Token.From("seed", message, key), Content.Reaction(message, key), Urgency.Ornament, stopping.Token).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e) when (e.Code == ErrorCodes.DuplicateAnnotation)
        {
            // It is there.
        }
        catch (MatrixException e)
        {
            planted.Forget((message, key));
            LogNotPlanted(log, e.GetType().Name);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The bot stops; the next change of the card plants it.
        }
        finally
        {
            Interlocked.Decrement(ref pending);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A card begins without its reaction: {Cause}")]
    private static partial void LogNotPlanted(ILogger log, string cause);
}
