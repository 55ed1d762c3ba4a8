using MutualAid.Core.Checking;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>Writes what was found, a line each, and knows what the command ends with: what would stop a start first.</summary>
internal sealed class CheckReport(TextWriter to)
{
    private static readonly int[] InOrder = [ExitCodes.BadConfiguration, ExitCodes.StorageFailed, ExitCodes.PlatformRefused];
    private readonly HashSet<int> _failed = [];
    private int _warnings;

    public int Code => InOrder.FirstOrDefault(_failed.Contains, ExitCodes.Stopped);

    /// <summary>A line; <paramref name="code"/> is what the command ends with where it is a failure.</summary>
    public Task AddAsync(string area, int code, Finding finding)
    {
        if (finding.Weight == Weight.Failure) _failed.Add(code);
        if (finding.Weight == Weight.Warning) _warnings++;
        var mark = finding.Weight switch { Weight.Fine => "ok  ", Weight.Warning => "WARN", _ => "FAIL" };
        var line = $"{mark}  {area}: {finding.What}{(finding.Remedy is { } remedy ? $" -> {remedy}" : "")}";
        // Ids and paths come from elsewhere; what a terminal would obey must not reach it.
        return to.WriteLineAsync(string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)));
    }

    public Task EndAsync() => to.WriteLineAsync(_failed.Count > 0 ? "Put right what FAILed, and check again. Nothing was changed."
        : _warnings > 0 ? "It can run; look at what it WARNs of. Nothing was changed." : "All is well. Nothing was changed.");
}
