using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>Waits for what is bound to happen.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"It did not happen within {Patience}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
