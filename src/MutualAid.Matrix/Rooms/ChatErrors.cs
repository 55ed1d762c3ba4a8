using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>What a refusal of the homeserver means to whoever keeps a card.</summary>
internal static class ChatErrors
{
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (MatrixException e)
        {
            throw Translate(e);
        }
    }

    public static Task TranslateAsync(Func<Task> act) => TranslateAsync(async () =>
    {
        await act().ConfigureAwait(false);
        return true;
    });

    private static ChatException Translate(MatrixException e) => e switch
    {
        MatrixRefusedException { Code: ErrorCodes.UnknownToken } => new ChatException(ChatProblem.Unreachable, e),
        MatrixRefusedException { Code: ErrorCodes.NotFound } => new ChatException(ChatProblem.PlaceGone, e),
        MatrixRefusedException => new ChatException(ChatProblem.Refused, e),
        _ => new ChatException(ChatProblem.Unreachable, e),
    };
}
