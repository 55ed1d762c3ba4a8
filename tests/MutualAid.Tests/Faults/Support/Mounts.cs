using System.Diagnostics;
using System.Globalization;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>A small disk in memory that can be filled. Skips where nothing may be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int BlockSize = 4096;

    private SmallDisk(TestFolder folder) => Folder = folder;

    public TestFolder Folder { get; }

    private string Filler => Folder.File("filler");

    public static SmallDisk Mount(int kilobytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small disk takes root on Linux.");
        var folder = new TestFolder();
        var (code, said) = Shell.Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder.Path);
        if (code != 0) folder.Dispose();
        Assert.SkipUnless(code == 0, "A small disk can't be mounted here: " + said);
        return new SmallDisk(folder);
    }

    /// <summary>Leaves only so many bytes free.</summary>
    public void FillUpTo(long left)
    {
        using var file = new FileStream(Filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        var missing = new DriveInfo(Folder.Path).AvailableFreeSpace - left;
        file.Seek(0, SeekOrigin.End);
        var block = new byte[BlockSize];
        try
        {
            for (; missing >= BlockSize; missing -= BlockSize) file.Write(block);
        }
        catch (IOException)
        {
            // Somebody else wrote meanwhile: it is full.
        }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>Nothing may have a file open for writing.</summary>
    public void MakeReadOnly(bool readOnly)
    {
        var (code, said) = Shell.Run("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), Folder.Path);
        if (code != 0) throw new InvalidOperationException(said);
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", Folder.Path);
        Folder.Dispose();
    }
}

/// <summary>A disk with a file system that turns read-only when something is wrong with it, as a failing one does. Skips where there can be none.</summary>
internal sealed class FailingDisk : IDisposable
{
    private readonly TestFolder folder = new();

    private FailingDisk() => Directory.CreateDirectory(Path);

    public string Path => folder.File("disk");

    private string Image => folder.File("image");

    public static FailingDisk Mount()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a disk takes root on Linux.");
        var disk = new FailingDisk();
        using (var file = new FileStream(disk.Image, FileMode.Create)) file.SetLength(32 * 1024 * 1024);
        var (code, said) = Shell.Run("mkfs.ext4", "-q", disk.Image);
        if (code == 0) (code, said) = disk.Attach();
        if (code == 0 && !File.Exists(disk.Trigger)) (code, said) = (1, "the kernel has no such trigger");
        if (code != 0) disk.Dispose();
        Assert.SkipUnless(code == 0, "A disk that fails can't be had here: " + said);
        return disk;
    }

    private string Trigger => $"/sys/fs/ext4/{System.IO.Path.GetFileName(Shell.Run("losetup", "-n", "-O", "NAME", "-j", Image).Said.Trim())}/trigger_fs_error";

    /// <summary>From now on nothing can be written, whoever has it open.</summary>
    public void Fail() => File.WriteAllText(Trigger, "1");

    /// <summary>Checks and mounts it anew.</summary>
    public void Repair()
    {
        Shell.Run("umount", Path);
        Shell.Run("e2fsck", "-p", "-f", Image);
        var (code, said) = Attach();
        if (code != 0) throw new InvalidOperationException(said);
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", Path);
        folder.Dispose();
    }

    private (int Code, string Said) Attach() => Shell.Run("mount", "-o", "loop,errors=remount-ro", Image, Path);
}

/// <summary>Other programs.</summary>
internal static class Shell
{
    public static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, string.Create(CultureInfo.InvariantCulture, $"{program}: {e.Message}"));
        }
    }
}
