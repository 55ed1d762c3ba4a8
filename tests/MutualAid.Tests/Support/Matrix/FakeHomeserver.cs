using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>
/// A Matrix homeserver in a test: its client-server API on a loopback port, with people who do things. It refuses what a server refuses,
/// because a fake that forgives hides the defect it is there to find. Time is the given clock's.
/// </summary>
internal sealed partial class FakeHomeserver : IAsyncDisposable
{
    public const string ServerName = "fake.test";

    private readonly LoopbackServer server;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeHomeserver(TimeProvider time)
    {
        Time = time;
        World = new MatrixWorld(time);
        Api = new ApiServer(this);
        People = new FakePeople(this);
        server = new LoopbackServer(mostMegabytes: 10, host => host.Map("/{**rest}", Api.HandleAsync));
    }

    /// <summary>Where the bot connects.</summary>
    public string Url => server.Url;

    public TimeProvider Time { get; }

    public FakePeople People { get; }

    public Faults Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    /// <summary>How much each user may say over HTTP; null: as much as they like.</summary>
    public RateLimit? RateLimit { get; set; }

    /// <summary>Requests that were sent again before they were allowed to be.</summary>
    public ConcurrentQueue<string> TooEarly => Retries.TooEarly;

    /// <summary>What was done that is never right. A test ends by asserting that it is empty.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Whether each request is held against the published description too, where it is at hand.</summary>
    public bool HoldsToTheDescription { get; set; } = true;

    /// <summary>Whether each of the fake's own answers is, too. For the tests of the fake.</summary>
    public bool HoldsItselfToTheDescription { get; set; }

    /// <summary>The most bytes of a file that are taken.</summary>
    public int LargestUpload { get; set; } = 1024 * 1024;

    /// <summary>Whether nobody may upload anything, as where a quota is used up.</summary>
    public bool RefusesUploads { get; set; }

    /// <summary>Every file that was taken, in no order.</summary>
    public IReadOnlyList<StoredMedia> Media
    {
        get
        {
            lock (Sync) return [.. MediaByUrl.Values];
        }
    }

    /// <summary>The version of rooms that are made without saying one.</summary>
    public string DefaultRoomVersion { get; set; } = "10";

    internal Dictionary<string, StoredMedia> MediaByUrl { get; } = [];

    internal MatrixWorld World { get; }

    internal ApiServer Api { get; }

    internal RetryWatch Retries { get; } = new();

    internal Lock Sync { get; } = new();

    /// <summary>Places in the stream before this one are no longer known.</summary>
    internal long OldestSince { get; private set; }

    /// <summary>Done at the next change.</summary>
    internal Task Changed
    {
        get
        {
            lock (Sync) return changed.Task;
        }
    }

    public static async Task<FakeHomeserver> StartAsync(TimeProvider? time = null)
    {
        var fake = new FakeHomeserver(time ?? TimeProvider.System);
        await fake.server.ListenAsync();
        return fake;
    }

    /// <summary>The server is gone: connections are cut, and nobody listens. What it knows it keeps.</summary>
    public Task GoAwayAsync() => server.GoAwayAsync();

    public Task ComeBackAsync() => server.ListenAsync();

    /// <summary>Waits until something is so; looks again whenever the server was asked or told something.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            Task next;
            lock (Sync)
            {
                if (condition()) return;
                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Waited in vain for {what}.\n{Describe()}", e);
            }
        }
    }

    /// <summary>What went on lately, for the message of a failed test.</summary>
    public string Describe() =>
        $"Requests:\n{string.Join('\n', Requests.All.TakeLast(20))}\nViolations:\n{string.Join('\n', Violations)}\nToo early:\n{string.Join('\n', TooEarly)}";

    internal void Pulse()
    {
        TaskCompletionSource before;
        lock (Sync) (before, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        before.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        Faults.ReleaseAll();
        return server.DisposeAsync();
    }
}
