using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>Looks for what must be nowhere, in every way that it could be written.</summary>
internal static class Traces
{
    /// <summary>Nothing of it is in the store's files, after they were folded together, or in a copy of them that is made then. Ends the store.</summary>
    public static async Task AssertNoneAsync(OpenStore open, params IEnumerable<string> secrets)
    {
        await open.Store.CheckpointAsync();
        // Nobody else may open the file while the store has it.
        open.Store.Dispose();
        using var copies = new TestFolder();
        var copy = copies.File("copy.db");
        File.Copy(open.Path, copy);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(open.Path)!).Append(copy))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(secrets, secret => Assert.All(Written(secret), way => Assert.True(bytes.AsSpan().IndexOf(way) < 0, $"'{secret}' stands in {Path.GetFileName(file)}")));
        }
    }

    private static IEnumerable<byte[]> Written(string secret)
    {
        var utf8 = Encoding.UTF8.GetBytes(secret);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(secret);
        yield return Encoding.BigEndianUnicode.GetBytes(secret);
        yield return Encoding.UTF8.GetBytes(JavaScriptEncoder.Create(new TextEncoderSettings()).Encode(secret));
        yield return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(secret).Trim('"'));
        // Wherever it begins among three bytes; the ends, which depend on what stands beside it, are left out.
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. utf8]);
            yield return Encoding.UTF8.GetBytes(text[(before == 0 ? 0 : before + 1)..((before + utf8.Length) * 8 / 6)]);
        }
    }
}
