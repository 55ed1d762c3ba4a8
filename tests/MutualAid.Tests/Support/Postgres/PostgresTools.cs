using System.Diagnostics;

namespace MutualAid.Tests.Support.Postgres;

/// <summary>The programs of PostgreSQL, as Debian and others install them, run as a user that PostgreSQL lets run it: it refuses root.</summary>
internal static class PostgresTools
{
    private const string Debian = "/usr/lib/postgresql";
    private static readonly string? Folder = Installed();

    /// <summary>Why no PostgreSQL can be had here; null where it can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "PostgreSQL is started on Linux only."
        : Folder is null ? "PostgreSQL is missing: .ci/run shows how it is installed."
        : null;

    /// <summary>Whom the server runs as; null: whoever runs the tests.</summary>
    private static string? User { get; } = !Environment.IsPrivilegedProcess ? null : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    public static string Program(string name) => Path.Combine(Folder!, name);

    /// <summary>Gives a folder to whom the server runs as.</summary>
    public static async Task GiveAsync(string folder)
    {
        if (User is not null) await RunAsync(new ProcessStartInfo("chown", [User, folder]));
    }

    /// <summary>A program as that user.</summary>
    public static ProcessStartInfo AsUser(string program, params string[] arguments) => User is null
        ? new ProcessStartInfo(program, arguments)
        : new ProcessStartInfo("setpriv", [$"--reuid={User}", $"--regid={User switch { "nobody" => "nogroup", _ => User }}", "--clear-groups", program, .. arguments]);

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var written = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} failed: {await written}{await complaints}");
    }

    private static string? Installed()
    {
        var debian = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(f => int.TryParse(Path.GetFileName(f), out var major) ? major : 0).Select(f => Path.Combine(f, "bin")) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")));
    }
}
