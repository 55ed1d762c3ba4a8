using MutualAid.Storage.LiteDb;

namespace MutualAid.Tests.Support;

/// <summary>A disk whose reads can be held up.</summary>
internal sealed class HeldDisk : IDisposable
{
    private readonly ManualResetEventSlim _isLetGo = new(initialState: true);
    private readonly SemaphoreSlim _isReading = new(0);
    private volatile bool _isBroken;

    public Stream Mount(FileStream file) => new Platter(this, new SyncedFile(file));

    /// <summary>From now on reads wait.</summary>
    public void Hold() => _isLetGo.Reset();

    public void LetGo() => _isLetGo.Set();

    /// <summary>Whoever is held up fails, as does every read from now on.</summary>
    public void FailAll()
    {
        _isBroken = true;
        LetGo();
    }

    /// <summary>Somebody is held up in a read.</summary>
    public Task HeldUpAsync(CancellationToken cancellationToken) => _isReading.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _isLetGo.Dispose();
        _isReading.Dispose();
    }

    private sealed class Platter(HeldDisk disk, Stream file) : PageStream(file)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!disk._isLetGo.IsSet)
            {
                disk._isReading.Release();
                disk._isLetGo.Wait();
            }

            if (disk._isBroken) throw new IOException("Input/output error");
            return base.Read(buffer, offset, count);
        }
    }
}
