using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MutualAid.Storage.LiteDb;

/// <summary>CRC-32C over pages: LiteDB's own carry no checksum, so a flipped bit would be taken for what somebody wrote.</summary>
internal static class PageSum
{
    /// <summary>Compiled well at once: the store is summed as a whole while the program starts, when nothing has run often enough yet to be compiled anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes, uint sum = uint.MaxValue)
    {
        foreach (var part in MemoryMarshal.Cast<byte, ulong>(bytes)) sum = BitOperations.Crc32C(sum, part);
        return sum;
    }
}

/// <summary>
/// LiteDB's data file, each page with its sum. It stands where a page in the log has the id of its transaction, which means nothing in the data
/// file; whoever reads through this stream sees it as LiteDB wrote it. Pages of an earlier version have none until they are next written.
/// </summary>
/// <param name="plain">The file itself, where it is not encrypted; else null.</param>
internal sealed class SummedData(Stream inner, SafeFileHandle? plain) : PageStream(inner)
{
    private const int SumAt = 14;
    private const uint None = uint.MaxValue;
    private const int HeadLength = 24;
    private const int PagesAtOnce = 64;

    private readonly byte[] _page = new byte[PageSize];

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count != PageSize)
        {
            Inner.Write(buffer, offset, count);
            return;
        }

        buffer.AsSpan(offset, count).CopyTo(_page);
        BinaryPrimitives.WriteUInt32LittleEndian(_page.AsSpan(SumAt), SumOf(_page));
        Inner.Write(_page, 0, PageSize);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var isPage = count == PageSize && Position % PageSize == 0;
        var read = Inner.Read(buffer, offset, count);
        if (isPage && read == PageSize) BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(offset + SumAt), None);
        return read;
    }

    /// <summary>Which of the first pages is not as it was written; null: all are. Only of a file whose log is folded in.</summary>
    public long? FirstBroken(long pages)
    {
        if (plain is not null) return FirstBroken(plain, pages);
        var page = new byte[PageSize];
        Inner.Position = 0;
        for (var number = 0L; number < pages; number++)
        {
            if (Inner.ReadAtLeast(page, PageSize, throwOnEndOfStream: false) < PageSize || !IsWhole(page, number)) return number;
        }

        return null;
    }

    /// <summary>By all processors at once: with a large store a start waits for nothing else as long.</summary>
    private static long? FirstBroken(SafeFileHandle file, long pages)
    {
        var (gate, first) = (new Lock(), pages);
        Parallel.For(0, (pages + PagesAtOnce - 1) / PagesAtOnce, static () => new byte[PagesAtOnce * PageSize], (block, state, buffer) =>
        {
            var from = block * PagesAtOnce;
            var read = ReadFully(file, buffer, from * PageSize) / PageSize;
            for (var number = from; number < Math.Min(pages, from + PagesAtOnce); number++)
            {
                if (number - from < read && IsWhole(buffer.AsSpan((int)(number - from) * PageSize, PageSize), number)) continue;
                lock (gate) first = Math.Min(first, number);
                // Those before it are looked at all the same.
                state.Break();
                break;
            }

            return buffer;
        }, static _ => { });
        return first < pages ? first : null;
    }

    private static bool IsWhole(ReadOnlySpan<byte> page, long number)
    {
        var sum = BinaryPrimitives.ReadUInt32LittleEndian(page[SumAt..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(page) == number && (sum is None or 0 || sum == SumOf(page));
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> buffer, long at)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(file, buffer[read..], at + read) is > 0 and var more) read += more;
        return read;
    }

    private static uint SumOf(ReadOnlySpan<byte> page)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        page[..HeadLength].CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[SumAt..], None);
        // Neither of the two values that say that there is none.
        return PageSum.Of(page[HeadLength..], PageSum.Of(head)) is var sum and not (None or 0) ? sum : 1;
    }
}
