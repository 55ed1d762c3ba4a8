using System.Globalization;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>What a process syncs to its disk takes so much longer (strace holds each answer of the kernel back). Skips where it is missing or may trace nothing.</summary>
internal static class SlowSyncs
{
    private const string Program = "strace";
    private static readonly string[] Quiet = ["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"];

    /// <summary>The program that becomes the one it is given, and leaves another one beside it that holds it back.</summary>
    public static IReadOnlyList<string> By(TimeSpan delay)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && IsThere(), "strace is not installed (on Debian: apt-get install strace).");
        var (code, said) = Shell.Run(Program, [.. Quiet, "true"]);
        Assert.SkipUnless(code == 0, "Nothing may be traced here: " + said);
        return [Program, "-D", .. Quiet, "-e", string.Create(CultureInfo.InvariantCulture, $"inject=fsync,fdatasync:delay_exit={(long)delay.TotalMicroseconds}"), "--"];
    }

    private static bool IsThere() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));
}
