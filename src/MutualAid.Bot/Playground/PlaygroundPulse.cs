using MutualAid.Core.Chat;

namespace MutualAid.Bot.Playground;

/// <summary>The playground is in the process itself: it is in touch as long as anybody can ask.</summary>
internal sealed class PlaygroundPulse : IPulse
{
    public string Platform => PlaygroundWorld.Platform;

    public Touch Touch => Touch.Up;

    public TimeSpan? Silent => TimeSpan.Zero;
}
