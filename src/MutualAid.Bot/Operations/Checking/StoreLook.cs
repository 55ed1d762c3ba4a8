using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Core.Needs;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations.Checking;

/// <summary>Looks at the store: asks the running bot, or looks into a copy of it. Adds the places of its groups to <paramref name="places"/>.</summary>
internal sealed class StoreLook(IConfiguration configuration, TimeProvider time, List<PlaceId> places)
{
    private const string LetThisUser = "let the user that runs the bot write there, or set Storage:LiteDb:Path";
    private const string CopyName = "mutualaid-check-";
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private readonly StorageOptions _options = StorageOptions.From(configuration);

    private string Store => Path.GetFullPath(_options.Path);

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var finding in KeyLook.At(configuration, _options)) yield return finding;
        foreach (var left in LeftCopies.Beside(_options, time.GetUtcNow())) yield return Left(left);
        if (_options.IsDatabase)
        {
            yield return await LookIntoDatabaseAsync(stop);
            yield break;
        }

        if (!File.Exists(Store))
        {
            yield return LookAtNothing();
            yield break;
        }

        var check = new StoreCheck(_options, time);
        if (check.IsInUse())
        {
            yield return await AskBotAsync(stop);
            yield break;
        }

        if (Unwritable() is { } unwritable)
        {
            yield return unwritable;
            yield break;
        }

        yield return Finding.Fine($"no process has '{_options.Path}' open, and this user may write it");
        yield return await LookIntoCopyAsync(check, stop);
    }

    private async Task<Finding> LookIntoDatabaseAsync(CancellationToken stop)
    {
        try
        {
            if (await new DatabaseCheck(_options, time).LookAsync(stop) is not { } found) return Finding.Fine("the database can be reached, and holds no tables yet; the first start makes them");
            places.AddRange(found.Groups.SelectMany(GroupPlaces.Of));
            return Opened(found);
        }
        catch (StorageException e)
        {
            return Refused(e, "see that the server runs");
        }
    }

    /// <summary>There is no store: the bot would make one.</summary>
    private Finding LookAtNothing()
    {
        if (Directory.Exists(Store)) return Finding.Failure($"'{_options.Path}' is a folder", "give the path of a file as Storage:LiteDb:Path");
        var folder = Path.GetDirectoryName(Store)!;
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { } above) folder = above;
        if (File.Exists(folder)) return Finding.Failure($"'{_options.Path}' can't be made: '{folder}' is a file", "choose another Storage:LiteDb:Path");
        return Folder.IsWritable(folder)
            ? Finding.Fine($"there is none at '{_options.Path}' yet; the first start makes it")
            : Finding.Failure($"'{_options.Path}' can't be made: this user may not write '{folder}'", LetThisUser);
    }

    private Finding? Unwritable()
    {
        if (!Folder.IsWritable(Path.GetDirectoryName(Store)!)) return Finding.Failure($"this user may not write the folder of '{_options.Path}'", LetThisUser);
        // Root may write everything; a file that was made read-only is meant to be, and the bot refuses it.
        if (new FileInfo(Store).IsReadOnly) return Finding.Failure($"'{_options.Path}' is read-only", "make it writable: chmod 600 " + Store);
        try
        {
            // As the bot would open it; nothing is written.
            new FileStream(Store, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure($"'{_options.Path}' can't be opened for writing ({e.GetType().Name})", LetThisUser);
        }
    }

    private async Task<Finding> AskBotAsync(CancellationToken stop)
    {
        using var answer = new MemoryStream();
        try
        {
            if (!await OperatorDoor.AskRunningAsync(_options, new OperatorRequest(OperatorRequest.Places), answer, stop))
                return Finding.Warning($"a process has '{_options.Path}' open that does not answer at its socket", "run this as the user that runs the bot; if none runs, see what has the file open: fuser " + Store);
        }
        catch (OperatorRefusal e)
        {
            return Finding.Warning($"the running bot did not tell about its store ({e.Message.TrimEnd('.')})", "try again in a moment, or stop the bot and check then");
        }

        places.AddRange(Encoding.UTF8.GetString(answer.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(p => new PlaceId(p)));
        return Finding.Fine("the running bot has it open: its key fits and its schema is that of the bot");
    }

    private async Task<Finding> LookIntoCopyAsync(StoreCheck check, CancellationToken stop)
    {
        DirectoryInfo? folder = null;
        try
        {
            DeleteLeft();
            folder = Directory.CreateTempSubdirectory(CopyName);
            var found = await check.LookAsync(folder.FullName, stop);
            places.AddRange(found.Groups.SelectMany(GroupPlaces.Of));
            return Opened(found);
        }
        catch (StorageException e)
        {
            return Refused(e, "put a backup there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Warning($"it could not be copied to '{Path.GetTempPath()}' to be looked into ({e.GetType().Name})", "see that there is room for a copy of it, or set TMPDIR");
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    /// <summary>What a check that was killed left: only this user may read it, but it holds all there was.</summary>
    private void DeleteLeft()
    {
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(CopyName + "*"))
        {
            try
            {
                if (time.GetUtcNow() - new DateTimeOffset(left.LastWriteTimeUtc) > AnHour) left.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another check was quicker.
            }
        }
    }

    private static Finding Left(LeftCopy copy)
    {
        var written = copy.WrittenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return copy.IsKept
            ? Finding.Warning($"'{copy.Path}' is the store from before a restore ({written}), with what was erased since", "delete it once the restored one is what you want")
            : Finding.Warning($"'{copy.Path}' is a copy of everything that was never finished ({written})", "delete it");
    }

    private static Finding Opened(StoreFound found)
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"schema {found.Schema}");
        return Finding.Fine(found.IsOlder
            ? string.Create(CultureInfo.InvariantCulture, $"it opens ({schema}); it will be migrated to schema {found.Newest} at the next start, so make a backup before")
            : $"it opens, and its key fits ({schema})");
    }

    /// <summary>Up to the colon stands what is wrong, behind it what to do.</summary>
    private static Finding Refused(StorageException e, string otherwise)
    {
        var parts = e.Message.TrimEnd('.').Split(": ", 2);
        return Finding.Failure(parts[0], parts.Length > 1 ? parts[1] : otherwise);
    }
}
