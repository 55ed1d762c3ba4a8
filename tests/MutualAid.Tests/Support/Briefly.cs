namespace MutualAid.Tests.Support;

/// <summary>Between two looks at a condition: gives the others a moment of real time.</summary>
internal static class Briefly
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    public static Task PauseAsync() => Task.Delay(Moment);
}
