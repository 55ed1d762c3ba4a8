namespace MutualAid.Tests.Support;

/// <summary>What comes in from a platform takes a moment of real time; the bot's own clock stands still meanwhile.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task UntilAsync(this World world, Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await world.SettleAsync();
            if (await condition()) return;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new InvalidOperationException($"There was no sign of {what}.");
            await Briefly.PauseAsync();
        }
    }

    /// <summary>A message is there before it is stored that it is.</summary>
    public static Task UntilOutOfTroubleAsync(this World world) => world.UntilAsync(async () => !await world.IsInTroubleAsync(), "the end of the trouble");

    /// <summary>Whether some place of the group can't be written to.</summary>
    public static async Task<bool> IsInTroubleAsync(this World world) =>
        (await world.Get<MutualAid.Core.Needs.IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!.IsInTrouble;
}
