using System.Globalization;
using System.Text;

namespace MutualAid.Bot.Connections;

/// <summary>What the system lets this process have open at a time: files and connections.</summary>
internal static class Handles
{
    /// <summary>All connections of both pages, what the bot itself has open, and some for what it does.</summary>
    public const int Least = 640;

    private const string LimitsOfThisProcess = "/proc/self/limits";

    private static readonly string LastWord =
        $"The bot ends: this machine had neither memory nor handles left for it. What was acknowledged is stored. Start it again with more memory, or more handles (ulimit -n, LimitNOFILE) if it had fewer than {Least}.";

    /// <summary>What is wrong with the limit; null where it suffices, or where the system tells none.</summary>
    public static string? Problem() => Limit() is { } limit && limit < Least
        ? $"The bot may have {limit} files and connections open, and needs {Least}. Let it have more: ulimit -n {Least}, or LimitNOFILE={Least} in a systemd unit."
        : null;

    /// <summary>
    /// Says so once, should the runtime end for the lack of them. Its own word for that is "Out of memory.", whichever was missing, and stands
    /// alone where it ends in its own code, which asks nobody. To be called while there are some: the standard error is a handle too.
    /// </summary>
    public static void SayWhenThereAreNone()
    {
        var (error, lastWord, said) = (Console.OpenStandardError(), Encoding.UTF8.GetBytes(LastWord + Environment.NewLine), 0);
        AppDomain.CurrentDomain.UnhandledException += Say;
        // What is compiled only then may want a file that can't be opened any more: so both are called while nothing is to be said.
        error.Write([]);
        Say(error, new UnhandledExceptionEventArgs(error, isTerminating: false));

        void Say(object? sender, UnhandledExceptionEventArgs e)
        {
            if (e.ExceptionObject is OutOfMemoryException && Interlocked.Exchange(ref said, 1) == 0) error.Write(lastWord);
        }
    }

    private static int? Limit()
    {
        if (!File.Exists(LimitsOfThisProcess)) return null;
        var line = File.ReadLines(LimitsOfThisProcess).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
