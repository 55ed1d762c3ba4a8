using System.Text;
using System.Text.Json;

namespace MutualAid.Bot.Playground;

/// <summary>One message as the playground keeps it.</summary>
internal sealed record PlaygroundMessage(
    string Id, string Place, long At, string? Author, string? Text, WireCard? Card, Dictionary<string, List<string>> Reactions);

/// <summary>One change of the playground's chat: exactly one of these is set.</summary>
internal sealed record JournalLine(
    PlaygroundMessage? Message = null,
    string? Deleted = null,
    PlaygroundPlace? Place = null,
    string? Person = null,
    string? Language = null,
    long? ClockOffset = null);

/// <summary>
/// The playground plays the part of a chat service, so it keeps its messages as one: a line of JSON for each change, on the disk before
/// the change is answered. A line that can't be read, such as a last one cut short, is left out. Not thread-safe: its owner locks.
/// </summary>
internal sealed class PlaygroundJournal : IDisposable
{
    private readonly string path;
    private FileStream? file;

    public PlaygroundJournal(string path) => this.path = path;

    /// <summary>All changes so far, in order.</summary>
    public IEnumerable<JournalLine> Read()
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            JournalLine? change;
            try
            {
                change = JsonSerializer.Deserialize<JournalLine>(line, Wire.Json);
            }
            catch (JsonException)
            {
                // The last one was never answered; what stands behind a damaged one is still good.
                continue;
            }

            if (change is not null) yield return change;
        }
    }

    /// <summary>Begins anew with only these lines, and then takes more. Throws what the disk throws; then all is as before, and more is taken.</summary>
    public void Rewrite(IEnumerable<JournalLine> lines)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var next = path + ".new";
        File.Delete(next);
        using (var writer = Open(next, FileMode.CreateNew))
        {
            foreach (var line in lines) Write(writer, line);
            writer.Flush(flushToDisk: true);
        }

        file?.Dispose();
        file = null;
        try
        {
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            file = Open(path, FileMode.Append);
        }
    }

    /// <summary>Keeps one change.</summary>
    public void Append(JournalLine line)
    {
        var open = file ?? throw new InvalidOperationException("The journal is not open.");
        Write(open, line);
        // What the bot notes of a message, it notes on the disk: the message must not be less lasting.
        open.Flush(flushToDisk: true);
    }

    public void Dispose() => file?.Dispose();

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows() && mode == FileMode.CreateNew) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void Write(FileStream to, JournalLine line)
    {
        // One write a line, so that a kill cuts at most the last one.
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Wire.Json), (byte)'\n'];
        to.Write(bytes);
    }
}
