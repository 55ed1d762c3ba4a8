using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
internal sealed class SummedData(Stream inner) : PageStream(inner)
{
    private const int SumAt = 14;
    private const uint None = uint.MaxValue;
    private const int HeadLength = 24;

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
        var page = new byte[PageSize];
        Inner.Position = 0;
        for (var number = 0L; number < pages; number++)
        {
            if (Inner.ReadAtLeast(page, PageSize, throwOnEndOfStream: false) < PageSize) return number;
            var sum = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(SumAt));
            if (BinaryPrimitives.ReadUInt32LittleEndian(page) != number || (sum is not (None or 0) && sum != SumOf(page))) return number;
        }

        return null;
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
