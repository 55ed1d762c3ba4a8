using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>A real Synapse with an empty database, on a port of its own.</summary>
internal sealed class SynapseServer : IAsyncDisposable
{
    private const int PortTaken = 75;

    private readonly int port;
    private readonly string? configFile;
    private Dictionary<string, string> told = [];
    private bool running;

    private SynapseServer(int port, bool hasRateLimits, string? configFile)
    {
        this.port = port;
        this.configFile = configFile;
        HasRateLimits = hasRateLimits;
    }

    /// <summary>Without a slash at the end.</summary>
    public string Url => told["SYNAPSE_URL"];

    /// <summary>By which accounts are made.</summary>
    public string Secret => told["SYNAPSE_SHARED_SECRET"];

    public bool HasRateLimits { get; }

    private string Folder => Path.Combine(SynapseTools.Root, "srv", $"synapse-{port}");

    /// <param name="rateLimits">Whether Synapse keeps its usual limits, all but those on registration and log-in.</param>
    /// <param name="config">More YAML; its top-level keys replace the usual ones.</param>
    public static async Task<SynapseServer> StartAsync(bool rateLimits = false, string? config = null)
    {
        string? file = null;
        if (config is not null) await File.WriteAllTextAsync(file = Path.GetTempFileName(), config);
        while (true)
        {
            var server = new SynapseServer(FreePort(), rateLimits, file);
            if (await server.TryStartAsync("--fresh")) return server;
        }
    }

    /// <summary>As an operator would: what is stored stays.</summary>
    public async Task StopAsync()
    {
        running = false;
        var (exitCode, _, complaints) = await SynapseTools.RunAsync("synapse-down", "--port", $"{port}");
        if (exitCode != 0) throw new InvalidOperationException("Synapse did not stop: " + complaints);
    }

    /// <summary>On the same port and the same database. People who were there need some seconds to notice.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync()) throw new InvalidOperationException($"Port {port} was taken meanwhile.");
    }

    public async ValueTask DisposeAsync()
    {
        if (running) await StopAsync();
        if (configFile is not null) File.Delete(configFile);
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> TryStartAsync(params IEnumerable<string> more)
    {
        IEnumerable<string> limits = HasRateLimits ? ["--ratelimits"] : [];
        IEnumerable<string> config = configFile is null ? [] : ["--config", configFile];
        var (exitCode, written, complaints) = await SynapseTools.RunAsync("synapse-up", ["--port", $"{port}", .. limits, .. config, .. more]);
        if (exitCode == PortTaken) return false;
        if (exitCode != 0) throw new InvalidOperationException("Synapse did not start: " + complaints);
        running = true;
        told = written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);
        await NoteAsync();
        return true;
    }

    // Tests that are killed leave it running: whoever started them can take it down by this.
    private async Task NoteAsync()
    {
        if (Environment.GetEnvironmentVariable("SYNAPSES_STARTED") is not { Length: > 0 } file) return;
        var process = await File.ReadAllTextAsync(told["SYNAPSE_PID_FILE"]);
        await File.AppendAllTextAsync(file, $"{port} {process.Trim()} {Folder}\n");
    }

    // Below those that the system lends to clients: while it is stopped, its port must not be lent. One that has a folder is somebody's.
    private static int FreePort()
    {
        while (true)
        {
            var candidate = RandomNumberGenerator.GetInt32(20000, 32000);
            if (Directory.Exists(Path.Combine(SynapseTools.Root, "srv", $"synapse-{candidate}"))) continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, candidate);
                listener.Start();
                return candidate;
            }
            catch (SocketException)
            {
                // Taken; another is not.
            }
        }
    }
}
