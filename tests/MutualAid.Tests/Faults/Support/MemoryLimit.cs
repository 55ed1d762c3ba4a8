using System.Globalization;

namespace MutualAid.Tests.Faults;

/// <summary>A limit of the kernel's on what a process may use, as a container has it; none where this machine lets nobody set one.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string First = "/sys/fs/cgroup/memory";
    private const string Second = "/sys/fs/cgroup";
    private readonly string? group;

    public MemoryLimit(int megabytes)
    {
        var bytes = (megabytes * 1024L * 1024L).ToString(CultureInfo.InvariantCulture);
        var name = "mutualaid-" + Guid.NewGuid().ToString("N");
        try
        {
            if (Directory.Exists(First)) group = Made(Path.Combine(First, name), "memory.limit_in_bytes", bytes);
            else if (File.Exists(Second + "/cgroup.controllers")) group = Made(Path.Combine(Second, name), "memory.max", bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only some may.
            group = null;
        }
    }

    public bool IsSet => group is not null;

    /// <summary>The program that becomes the one it is given, within the limit.</summary>
    public IReadOnlyList<string> By => group is null ? [] : ["sh", "-c", $"echo $$ > {group}/cgroup.procs && exec \"$@\"", "limited"];

    /// <summary>What a process used at most, in MB, by all that was ever mapped. Linux only.</summary>
    public static long Peak(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public void Dispose()
    {
        if (group is not null) Directory.Delete(group);
    }

    private static string Made(string group, string file, string bytes)
    {
        Directory.CreateDirectory(group);
        try
        {
            File.WriteAllText(Path.Combine(group, file), bytes);
            return group;
        }
        catch
        {
            Directory.Delete(group);
            throw;
        }
    }
}
