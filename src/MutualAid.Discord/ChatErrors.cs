using MutualAid.Core.Chat;
using MutualAid.Discord.Rest;

namespace MutualAid.Discord;

/// <summary>Discord's errors as what they mean for a card (Discord: Topics, Opcodes and Status Codes).</summary>
internal static class ChatErrors
{
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (DiscordRefusedException e)
        {
            throw new ChatException(ProblemOf(e), e);
        }
        catch (DiscordUnreachableException e)
        {
            throw new ChatException(ChatProblem.Unreachable, e);
        }
    }

    public static Task TranslateAsync(Func<Task> call) => TranslateAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    private static ChatProblem ProblemOf(DiscordRefusedException e) => e.Code switch
    {
        ErrorCodes.UnknownMessage => ChatProblem.Gone,
        ErrorCodes.UnknownChannel or ErrorCodes.UnknownGuild => ChatProblem.PlaceGone,
        // Too often for now, not for ever.
        ErrorCodes.TooManyEditsOfOldMessage or ErrorCodes.OpeningDirectMessagesTooFast => ChatProblem.Unreachable,
        _ => ChatProblem.Refused,
    };
}
