using System.Text;
using CsCheck;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

public sealed class SealsTests : IDisposable
{
    private readonly Seals _seals = MasterKey.New().Seals();

    public void Dispose() => _seals.Dispose();

    [Fact]
    public void Every_text_comes_back_and_only_for_the_document_it_was_sealed_for() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((text, id, other) =>
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var box = _seals.Seal("needs", id, utf8);
            var opened = _seals.Open("needs", id, box);
            Assert.Equal(utf8, opened[..utf8.Length]);
            Assert.All(opened[utf8.Length..], b => Assert.Equal((byte)' ', b));
            AssertBroken(() => _seals.Open("offers", id, box));
            if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id)) != Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(other))) AssertBroken(() => _seals.Open("needs", other, box));
        });

    [Fact]
    public void Any_changed_byte_and_any_length_but_the_whole_is_noticed() =>
        Gen.Select(Gen.String, Gen.Int[0, int.MaxValue], Gen.Int[1, 255]).Sample((text, at, change) =>
        {
            var box = _seals.Seal("needs", "id", Encoding.UTF8.GetBytes(text));
            var changed = box.ToArray();
            changed[at % box.Length] ^= (byte)change;
            AssertBroken(() => _seals.Open("needs", "id", changed));
            AssertBroken(() => _seals.Open("needs", "id", box.AsSpan(0, at % box.Length)));
            AssertBroken(() => _seals.Open("needs", "id", [.. box, 0]));
        });

    [Fact]
    public void The_same_text_is_never_sealed_twice_alike_and_its_length_tells_little()
    {
        var boxes = Enumerable.Range(1, 200).Select(length => _seals.Seal("needs", "id", new byte[length])).ToList();
        Assert.Single(boxes.Select(b => b.Length).Distinct());
        var same = Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(_seals.Seal("needs", "id", [1]).AsSpan(1, 12))).ToList();
        Assert.Equal(same.Count, same.Distinct().Count());
    }

    [Fact]
    public void Pseudonyms_are_the_same_exactly_for_the_same_parts() =>
        Gen.Select(Gen.String.Array[1, 3], Gen.String.Array[1, 3]).Sample((one, other) =>
        {
            Assert.Equal(_seals.Pseudonym(one), _seals.Pseudonym([.. one]));
            Assert.Equal(one.SequenceEqual(other), _seals.Pseudonym(one) == _seals.Pseudonym(other));
            string[] together = [string.Concat(one)];
            Assert.Equal(one.SequenceEqual(together), _seals.Pseudonym(one) == _seals.Pseudonym(together));
            Assert.Matches("^[A-Za-z0-9_-]{22}$", _seals.Pseudonym(one));
        });

    [Fact]
    public void Parts_do_not_run_into_each_other_and_broken_characters_are_told_apart()
    {
        string[][] all = [["ab"], ["a", "b"], ["", "ab"], ["ab", ""], ["b", "a"], ["a|b"], ["\ud83e"], ["\ud83f"], ["\ufffd"], [new string('x', 5000)], [new string('x', 5001)]];
        Assert.Equal(all.Length, all.Select(parts => _seals.Pseudonym(parts)).Distinct().Count());
    }

    [Fact]
    public void Another_key_opens_nothing_and_names_nothing_alike()
    {
        var (one, two) = (MasterKey.New(), MasterKey.New());
        using var mine = one.Seals();
        using var theirs = two.Seals();
        AssertBroken(() => theirs.Open("needs", "id", mine.Seal("needs", "id", "text"u8)));
        Assert.NotEqual(mine.Pseudonym("ana"), theirs.Pseudonym("ana"));
        Assert.True(one.Fits(mine.Check));
        Assert.False(two.Fits(mine.Check));
        Assert.False(one.Fits([]));
        using var again = MasterKey.Parse(one.ToBase64())!.Seals();
        Assert.Equal(mine.Pseudonym("ana"), again.Pseudonym("ana"));
        Assert.DoesNotContain(one.ToBase64(), $"{one}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all, but long enough to be one")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void What_is_not_32_bytes_is_no_key(string text) => Assert.Null(MasterKey.Parse(text));

    private static void AssertBroken(Func<byte[]> open)
    {
        try
        {
            _ = open();
        }
        catch (StorageException e)
        {
            Assert.True(e.IsFatal);
            Assert.Null(e.InnerException);
            Assert.Contains("was changed, moved or cut short", e.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Fail("It was opened.");
    }
}
