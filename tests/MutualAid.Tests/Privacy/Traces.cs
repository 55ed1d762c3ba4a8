using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiteDB;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using Xunit;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace MutualAid.Tests.Privacy;

/// <summary>
/// Proves that what is erased is gone from the bytes. Bodies are sealed, so what somebody wrote can't be found in a file anyway: what must be gone are
/// the sealed bodies of before, and the pseudonyms, and what the bodies that are left say when they are opened must not be it.
/// </summary>
internal sealed partial class Traces(OpenStore open)
{
    private static readonly string[] Collections = [NeedShape.Name, OfferShape.Name, GroupShape.Name, MemberShape.Name, Schema.Meta, ErasureShape.Name];

    private readonly Dictionary<string, Kept> _noted = [];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>Notes all that the store holds, each of which stands in its file or its log.</summary>
    public static async Task<Traces> OfAsync(OpenStore open)
    {
        var traces = new Traces(open);
        await traces.NoteAsync();
        return traces;
    }

    /// <summary>Notes also what it holds now.</summary>
    public async Task NoteAsync()
    {
        var kept = (await ReadAsync(open.Store)).Where(k => !_noted.ContainsKey(k.Name)).ToList();
        var found = Pieces.In(open.Raw(), Pieces.Of(kept.Select(k => k.Bytes)));
        // A long one lies in several parts, and what is across two of them is not in a row.
        Assert.All(kept, k => Assert.InRange(Pieces.Of(k.Bytes).Count(found.Contains), k.Bytes.Length * 8 / 10 - sizeof(ulong), int.MaxValue));
        foreach (var one in kept) _noted[one.Name] = one;
    }

    /// <summary>Once the log is folded in, nothing that was noted and is not in the store any more is in its files, and no secret is in them or in what is left.</summary>
    public async Task AssertGoneFromFilesAsync(params IReadOnlyList<string> secrets)
    {
        Assert.All(secrets, secret => Assert.Contains(_noted.Values, k => Says(k.Text, secret)));
        await open.Store.CheckpointAsync();
        await AssertGoneAsync(open.Store, open.Raw(), secrets);
    }

    /// <summary>The same, and of a copy that is taken then, and of what is restored from it.</summary>
    public async Task AssertGoneAsync(params IReadOnlyList<string> secrets)
    {
        await AssertGoneFromFilesAsync(secrets);
        using var folder = new TestFolder();
        var copy = folder.File("copy");
        using (var to = File.Create(copy)) await open.Store.CopyAsync(to, Now);
        await AssertGoneAsync(open.Store, [await File.ReadAllBytesAsync(copy, Now)], secrets);

        var options = new StorageOptions(folder.File("restored.db"), null) { Keys = KeyFile.Read(open.Options.KeyPath) };
        await new StoreRestore(options, TimeProvider.System).RestoreAsync(copy, Now);
        var restored = await File.ReadAllBytesAsync(options.Path, Now);
        using var store = new LiteDbStore(options, TimeProvider.System, Migrations.All);
        store.Open();
        await AssertGoneAsync(store, [restored], secrets);
    }

    private async Task AssertGoneAsync(LiteDbStore store, IReadOnlyList<byte[]> files, IReadOnlyList<string> secrets)
    {
        var left = await ReadAsync(store);
        Assert.NotEmpty(left);
        var gone = _noted.Values.ExceptBy((await ReadAsync(open.Store)).Select(k => k.Name), k => k.Name).ToList();
        Assert.NotEmpty(gone);
        Assert.Empty(Pieces.In(files, Pieces.Of(gone.Select(k => k.Bytes))));
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(left, k => Says(k.Text, secret));
            Assert.DoesNotContain(files, bytes => Says(bytes, secret));
        });
    }

    private static async Task<List<Kept>> ReadAsync(LiteDbStore store)
    {
        var kept = new Dictionary<string, Kept>();
        foreach (var collection in Collections)
        {
            foreach (var document in await store.QueryAsync(collection, new Query(), Now))
            {
                // The rest of it is the store's own housekeeping.
                if (!document.ContainsKey("Body")) continue;
                var body = document["Body"].AsBinary;
                Add(body, store.Seals.Open(collection, document["_id"].AsString, body));
                document.Remove("Body");
                foreach (Match pseudonym in Pseudonym().Matches(document.ToString())) Add(Encoding.ASCII.GetBytes(pseudonym.Value), []);
            }
        }

        return [.. kept.Values];

        void Add(byte[] bytes, byte[] text) => kept[Convert.ToBase64String(bytes)] = new Kept(Convert.ToBase64String(bytes), bytes, text);
    }

    private static bool Says(byte[] bytes, string secret) => Written(secret).Any(way => bytes.AsSpan().IndexOf(way) >= 0);

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

    [GeneratedRegex("[A-Za-z0-9_-]{22}")]
    private static partial Regex Pseudonym();

    /// <summary>A body with what it says, or a pseudonym.</summary>
    private sealed record Kept(string Name, byte[] Bytes, byte[] Text);
}
