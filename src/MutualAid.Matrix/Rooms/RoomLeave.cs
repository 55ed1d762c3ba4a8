using System.Collections.Immutable;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Rooms;

/// <summary>What the bot needs leave for in a room with cards.</summary>
internal static class RoomLeave
{
    public const string Message = "m.room.message";
    private const string Reaction = "m.reaction";

    /// <summary>What it may not do though it has to, in words; empty when nothing is missing.</summary>
    public static ImmutableArray<string> Missing(RoomState state, string me, string language)
    {
        var words = Languages.Best(language);
        var missing = ImmutableArray.CreateBuilder<string>();
        if (!state.MaySend(me, Message)) missing.Add(words.Plain(PlatformTexts.LeaveToSend));
        if (!state.MaySend(me, Reaction)) missing.Add(words.Plain(PlatformTexts.LeaveToReact));
        return missing.ToImmutable();
    }
}
