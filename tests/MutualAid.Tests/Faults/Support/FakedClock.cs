using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>The clock that a process reads, set at will while it runs (libfaketime). How long something takes it still measures rightly, as after a real jump. Skips where the library is missing.</summary>
internal sealed class FakedClock : IDisposable
{
    private readonly TestFolder folder = new();

    public FakedClock()
    {
        var library = Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib").Prepend("/usr/lib").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) : null;
        Assert.SkipWhen(library is null, "libfaketime is not installed (on Debian: apt-get install faketime).");
        Set("+0");
        Settings = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library!,
            ["FAKETIME_TIMESTAMP_FILE"] = folder.File("clock"),
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            // Else it takes what waits on a monotonic clock for waiting on the faked one.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
            // Whatever the hour is, somebody may be reminded.
            ["Groups__QuietFrom"] = "00:00",
            ["Groups__QuietUntil"] = "00:00",
        };
    }

    /// <summary>What the process is to be started with.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>So far from the true time: <c>+1d</c>, <c>-1h</c>, <c>+10y</c>.</summary>
    public void Set(string offset)
    {
        File.WriteAllText(folder.File("next"), offset + "\n");
        File.Move(folder.File("next"), folder.File("clock"), overwrite: true);
    }

    public void Dispose() => folder.Dispose();
}
