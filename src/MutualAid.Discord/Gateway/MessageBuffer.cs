namespace MutualAid.Discord.Gateway;

/// <summary>Room for one message after the other. A giant one, as of a big guild at the start, does not stay in memory.</summary>
internal sealed class MessageBuffer
{
    private const int Usual = 16 * 1024;

    /// <summary>More than Discord ever sends; whoever sends more is not Discord.</summary>
    private const int Largest = 64 * 1024 * 1024;

    private byte[] buffer = new byte[Usual];
    private int length;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    public void Clear()
    {
        length = 0;
        if (buffer.Length > Usual) buffer = new byte[Usual];
    }

    /// <summary>Where more can be written; never empty.</summary>
    public Memory<byte> Free()
    {
        if (length == buffer.Length)
        {
            if (length >= Largest) throw new IOException("A message of the gateway is larger than any can be.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return buffer.AsMemory(length);
    }

    public void Grew(int count) => length += count;
}
