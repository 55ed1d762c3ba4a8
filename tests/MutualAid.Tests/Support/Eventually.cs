using MutualAid.Core.Needs;
using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>Waits for what is bound to happen.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await HoldsAsync(condition))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"It did not happen within {Patience}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>A store that does not answer in time answers later.</summary>
    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (StorageException e) when (!e.IsFatal)
        {
            return false;
        }
    }
}
