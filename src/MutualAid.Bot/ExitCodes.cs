namespace MutualAid.Bot;

/// <summary>What the process answers when it ends; operators rely on these (sysexits.h).</summary>
internal static class ExitCodes
{
    public const int Stopped = 0;
    public const int BadCommandLine = 64;
    public const int PlatformRefused = 69;
    public const int StorageFailed = 74;
    public const int BadConfiguration = 78;

    /// <summary>Ctrl+C before it was done, as shells have it.</summary>
    public const int Interrupted = 130;
}
