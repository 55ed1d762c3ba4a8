using MutualAid.Core;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

public sealed class SecretFileTests
{
    [Fact]
    public void A_file_that_can_not_be_read_holds_no_secret_and_ends_nothing()
    {
        using var folder = new TestFolder();
        var secret = folder.File("secret");
        File.WriteAllText(secret, " s3cret\r\n");
        Assert.Equal("s3cret", SecretFile.Read(secret));
        Assert.Null(SecretFile.Read(folder.File("nothing")));
        Assert.Null(SecretFile.Read(folder.Path));
        Assert.Null(SecretFile.Read("\0"));
        Assert.Null(SecretFile.Read(""));
        Assert.Null(SecretFile.Read(null));
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) return;
        File.SetUnixFileMode(secret, UnixFileMode.None);
        Assert.Null(SecretFile.Read(secret));
    }
}
