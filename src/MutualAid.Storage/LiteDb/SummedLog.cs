using System.Buffers.Binary;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// LiteDB's log behind a page of its own that says how many pages are confirmed, and their sum: so that one that was cut short or changed is
/// noticed, and not taken for one in which less was written. It is written along with each confirming page, and costs no sync of its own. A
/// log that an earlier version left has no such page, until it is folded in and begun anew.
/// </summary>
internal sealed class SummedLog : PageStream
{
    private const int IsConfirmed = 18;
    private const int PagesAt = 16;
    private const int SumAt = 24;

    private readonly byte[] _first = new byte[PageSize];
    private readonly bool _isMarkDamaged;
    private long _start = PageSize;
    private long _pages;
    private uint _sum = uint.MaxValue;
    private uint _sumBefore = uint.MaxValue;

    public SummedLog(Stream inner)
        : base(inner)
    {
        if (inner.Length == 0) return;
        inner.Position = 0;
        _ = inner.ReadAtLeast(_first, PageSize, throwOnEndOfStream: false);
        var mark = _first.AsSpan(0, Mark.Length);
        // The first page of a log that was never confirmed is a hole.
        if (mark.SequenceEqual(Mark) || !mark.ContainsAnyExcept((byte)0)) return;
        // A page of LiteDB's has nothing in common with the mark.
        var alike = 0;
        for (var i = 0; i < mark.Length; i++) alike += mark[i] == Mark[i] ? 1 : 0;
        _isMarkDamaged = alike > mark.Length / 2;
        _start = _isMarkDamaged ? PageSize : 0;
    }

    public override long Length => Math.Max(0, Inner.Length - _start) / PageSize * PageSize;

    public override long Position { get => Inner.Position - _start; set => Inner.Position = value + _start; }

    private static ReadOnlySpan<byte> Mark => "MutualAid's log\n"u8;

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value)
    {
        if (value == 0)
        {
            Inner.SetLength(0);
            (_start, _pages, _sum) = (PageSize, 0, uint.MaxValue);
            return;
        }

        Inner.SetLength(value + _start);
        if (value >= _pages * PageSize) return;
        Count(value / PageSize);
        if (_start > 0) Confirm();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var at = Position;
        if (count == PageSize) Add(at / PageSize, buffer.AsSpan(offset, count));
        if (_start > 0 && count == PageSize && buffer[offset + IsConfirmed] != 0)
        {
            // First what is confirmed, then that it is: who is killed in between leaves a page that the sum says to be finished, and none that nothing sums.
            Confirm();
            Position = at;
        }

        Inner.Write(buffer, offset, count);
    }

    /// <summary>What is wrong with a log that was there, or null. Finishes, or undoes, the one write that a loss of power may have left half done.</summary>
    public string? Damage()
    {
        if (_isMarkDamaged) return "its log is not as it was written";
        var there = Length / PageSize;
        var confirmed = _start == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(_first.AsSpan(PagesAt));
        if (confirmed < 0 || confirmed > there) return "its log is cut short";
        if (confirmed > 0 && !IsWhole(confirmed, BinaryPrimitives.ReadUInt32LittleEndian(_first.AsSpan(SumAt)))) return "its log is not as it was written";
        var (beyond, unsummed) = (0, 0L);
        while (_pages < there)
        {
            if (Next()[IsConfirmed] == 0) continue;
            beyond++;
            unsummed = _pages - 1;
        }

        if (_start == 0 || beyond == 0) return null;
        // The confirming page and the first one are synced together, so where the power was lost at most one of them is ahead.
        if (beyond > 1) return "its log is not as it was written";
        // Nobody was answered yet, and nothing says whether the page is as it was written: what it confirms did not happen.
        Unconfirm(unsummed);
        Count(there);
        return null;
    }

    private void Unconfirm(long page)
    {
        var bytes = new byte[PageSize];
        Position = page * PageSize;
        Inner.ReadExactly(bytes);
        bytes[IsConfirmed] = 0;
        Position = page * PageSize;
        Inner.Write(bytes, 0, PageSize);
        Inner.Flush();
    }

    private bool IsWhole(long confirmed, uint sum)
    {
        var last = Count(confirmed);
        if (_sum == sum) return true;
        // Written along with the first page, but only that one reached the disk: what it confirms was there before.
        if (last[IsConfirmed] != 0) return false;
        last[IsConfirmed] = 1;
        if (PageSum.Of(last, _sumBefore) != sum) return false;
        Position = (confirmed - 1) * PageSize;
        Inner.Write(last, 0, PageSize);
        Inner.Flush();
        _sum = sum;
        return true;
    }

    private void Add(long page, ReadOnlySpan<byte> bytes)
    {
        if (page == _pages - 1) (_sum, _pages) = (_sumBefore, page);
        else if (page != _pages) Count(page);
        _sumBefore = _sum;
        _sum = PageSum.Of(bytes, _sum);
        _pages++;
    }

    /// <summary>Counts anew, so many; the last one.</summary>
    private byte[] Count(long pages)
    {
        (_pages, _sum) = (0, uint.MaxValue);
        var last = Array.Empty<byte>();
        var position = Position;
        while (_pages < pages) last = Next();
        Position = position;
        return last;
    }

    private byte[] Next()
    {
        var page = new byte[PageSize];
        Position = _pages * PageSize;
        Inner.ReadExactly(page);
        Add(_pages, page);
        return page;
    }

    private void Confirm()
    {
        Mark.CopyTo(_first);
        BinaryPrimitives.WriteInt64LittleEndian(_first.AsSpan(PagesAt), _pages);
        BinaryPrimitives.WriteUInt32LittleEndian(_first.AsSpan(SumAt), _sum);
        Inner.Position = 0;
        Inner.Write(_first, 0, PageSize);
    }
}
