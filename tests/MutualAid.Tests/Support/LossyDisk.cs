using MutualAid.Storage.LiteDb;

namespace MutualAid.Tests.Support;

/// <summary>
/// A disk that forgets what was not synced when the power goes, keeps any part of it in any order, and can fill up. It stands below
/// the store in place of the real one; what it would still hold is written out as an image, to be opened like after a restart.
/// </summary>
internal sealed class LossyDisk
{
    private const int Sector = 512;
    private const int SyncTakes = 50_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Platter> _platters = [];

    /// <summary>From now on every write fails.</summary>
    public bool IsFull { get; set; }

    public Stream Mount(FileStream file)
    {
        lock (_gate)
        {
            var platter = new Platter(this, file);
            _platters[Path.GetFileName(file.Name)] = platter;
            return platter;
        }
    }

    /// <summary>Writes what may be left of the two files if the power goes now.</summary>
    public void PowerLoss(string dataPath, string folder, Random random)
    {
        Directory.CreateDirectory(folder);
        lock (_gate)
        {
            foreach (var path in new[] { dataPath, StoreFiles.LogPath(dataPath) })
            {
                var name = Path.GetFileName(path);
                File.WriteAllBytes(Path.Combine(folder, name), _platters[name].Survivors(random));
            }
        }
    }

    private sealed class Platter : PageStream
    {
        private readonly LossyDisk _disk;
        private readonly List<(long At, byte[] Bytes)> _unsynced = [];
        private readonly MemoryStream _synced = new();

        public Platter(LossyDisk disk, FileStream file)
            : base(file)
        {
            _disk = disk;
            file.Position = 0;
            file.CopyTo(_synced);
            file.Position = 0;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (_disk._gate)
            {
                if (_disk.IsFull) throw new IOException("No space left on device");
                _unsynced.Add((Position, buffer.AsSpan(offset, count).ToArray()));
                base.Write(buffer, offset, count);
            }
        }

        public override void SetLength(long value)
        {
            lock (_disk._gate)
            {
                base.SetLength(value);
                Flush();
            }
        }

        public override void Flush()
        {
            // A sync takes a while, and that is when the power goes.
            Thread.SpinWait(SyncTakes);
            lock (_disk._gate)
            {
                foreach (var (at, bytes) in _unsynced) Apply(_synced, at, bytes);
                _unsynced.Clear();
                _synced.SetLength(Length);
            }
        }

        public byte[] Survivors(Random random)
        {
            var image = new MemoryStream();
            _synced.WriteTo(image);
            foreach (var (at, bytes) in _unsynced)
            {
                for (var i = 0; i < bytes.Length; i += Sector)
                {
                    if (random.Next(2) == 0) Apply(image, at + i, bytes.AsSpan(i, Math.Min(Sector, bytes.Length - i)));
                }
            }

            return image.ToArray();
        }

        private static void Apply(MemoryStream image, long at, ReadOnlySpan<byte> bytes)
        {
            image.Position = at;
            image.Write(bytes);
        }
    }
}
