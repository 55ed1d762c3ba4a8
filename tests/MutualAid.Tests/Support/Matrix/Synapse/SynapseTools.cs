using System.Diagnostics;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>
/// What brings up a real Synapse and plays people on it: tools in a folder named <c>shared</c> beside the repository, on a machine that
/// <c>.ci/run</c> has prepared. Nothing is installed from here.
/// </summary>
internal static class SynapseTools
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string? Folder = Above(Path.Combine("shared", "tools", "synapse-up")) is { } up ? Path.GetDirectoryName(up) : null;

    /// <summary>Where matrix-human.mjs finds the library that it stands on; null where that is not installed.</summary>
    public static string? Modules { get; } =
        Above(Path.Combine("tests", "node_modules", "matrix-human", "node_modules", "matrix-js-sdk")) is { } library
            ? Path.GetDirectoryName(Path.GetDirectoryName(library))
            : null;

    public static string MatrixHuman => Path.Combine(Folder!, "matrix-human.mjs");

    /// <summary>Where the Debian system with Synapse is: the tools' own default.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("SYNAPSE_ROOT") is { Length: > 0 } root ? root : Path.Combine(Path.GetTempPath(), "synapse-root");

    /// <summary>Why no Synapse can be had here; null where it can.</summary>
    public static string? Missing
    {
        get
        {
            // .ci/run knows this reason by its first words.
            if (Folder is null) return "shared/tools is missing beside the repository: it brings up Synapse.";
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "Synapse takes root on Linux.";
            if (!HasNode()) return "node is missing: people on Synapse are played by it.";
            if (Modules is null) return "matrix-js-sdk is missing: .ci/run shows how it is installed.";
            return IsBootstrapped() ? null : "Synapse is not installed: run synapse-up --bootstrap-only in shared/tools.";
        }
    }

    /// <summary>Runs one of the tools to its end. What it started itself goes on.</summary>
    public static async Task<(int ExitCode, string Written, string Complaints)> RunAsync(string tool, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Folder!, tool), Root, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var written = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} did not end within {Patience}: {await complaints}", e);
        }

        return (process.ExitCode, await written, await complaints);
    }

    // Written when all of it is installed.
    private static bool IsBootstrapped() => new FileInfo(Path.Combine(Root, ".synapse-root")) is { Exists: true, Length: > 0 };

    private static bool HasNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "node")));

    private static string? Above(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, path);
            if (Path.Exists(found)) return found;
        }

        return null;
    }
}
