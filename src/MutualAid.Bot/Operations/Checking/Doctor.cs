using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>Looks whether the bot could do its work as it is configured, whether it runs or not. Changes nothing, anywhere.</summary>
internal sealed class Doctor(IConfiguration configuration, TimeProvider time, TextWriter to)
{
    private readonly CheckReport _report = new(to);

    /// <summary>Writes a line for each thing, and answers the exit code.</summary>
    public async Task<int> LookAsync(CancellationToken stop)
    {
        await LookAtConfigurationAsync();
        var places = await LookAtStoreAsync(stop);
        await LookAtPlatformAsync("Discord", DiscordServices.IsConfigured, DiscordServices.Problems, () => DiscordServices.CheckAsync(configuration, places, time, stop));
        await LookAtPlatformAsync("Matrix", MatrixServices.IsConfigured, MatrixServices.Problems, () => MatrixServices.CheckAsync(configuration, places, time, stop));
        await _report.EndAsync();
        return _report.Code;
    }

    private async Task LookAtConfigurationAsync()
    {
        const string area = "configuration";
        var problems = Configured.Problems(configuration).ToList();
        // Each names its key, what it is and what it may be: that is the remedy.
        foreach (var problem in problems) await _report.AddAsync(area, ExitCodes.BadConfiguration, Finding.Failure(problem.TrimEnd('.'), "correct that value, in appsettings.json or the environment"));
        if (problems.Count > 0) return;
        var platforms = Configured.Platforms(configuration).ToList();
        await _report.AddAsync(area, ExitCodes.BadConfiguration, Finding.Fine(platforms.Count == 0 ? "every value can be used; no platform is set, so the playground runs" : $"every value can be used; set: {string.Join(", ", platforms)}"));
    }

    /// <summary>The places where the bot has groups, as far as they can be known.</summary>
    private async Task<IReadOnlyList<PlaceId>> LookAtStoreAsync(CancellationToken stop)
    {
        const string area = "store";
        if (Configured.StoreProblems(configuration).Any() && StorageOptions.Problems(configuration).Any())
        {
            await _report.AddAsync(area, ExitCodes.StorageFailed, Finding.Warning("not looked at", "put the configuration right first"));
            return [];
        }

        var places = new List<PlaceId>();
        await foreach (var finding in new StoreLook(configuration, time, places).LookAsync(stop)) await _report.AddAsync(area, ExitCodes.StorageFailed, finding);
        return places;
    }

    private async Task LookAtPlatformAsync(string area, Func<IConfiguration, bool> isConfigured, Func<IConfiguration, IEnumerable<string>> problems, Func<IAsyncEnumerable<Finding>> look)
    {
        if (!isConfigured(configuration) || problems(configuration).Any()) return;
        await foreach (var finding in look()) await _report.AddAsync(area, ExitCodes.PlatformRefused, finding);
    }
}
