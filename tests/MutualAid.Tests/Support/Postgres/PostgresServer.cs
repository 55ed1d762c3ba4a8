using System.Diagnostics;
using Npgsql;

namespace MutualAid.Tests.Support.Postgres;

/// <summary>
/// A real PostgreSQL with nothing in it, in a folder of its own, reached by a socket in that folder. It writes as an ordinary one does, so what it answered is on the
/// disk. It ends with the tests however they end: it is held by a shell that waits for a line, or for its own input to close.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string Owner = "mutualaid";

    /// <summary>Is let in by password alone.</summary>
    public const string Guarded = "guarded";

    private const string Holding = """
        "$1" -D "$2" -k "$3" -c listen_addresses= -c unix_socket_permissions=0777 -c max_connections=300 >"$3/log" 2>&1 &
        server=$!
        read -r signal
        kill -s "${signal:-INT}" $server
        wait $server
        [ -n "$signal" ] || rm -rf "$3"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _holder;
    private int _databases;

    private PostgresServer(string folder) => Folder = folder;

    public bool IsRunning => _holder is not null;

    /// <summary>Where its socket is.</summary>
    public string Folder { get; }

    /// <summary>What it keeps on the disk.</summary>
    public string DataFolder => Path.Combine(Folder, "data");

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("mutualaid-pg-").FullName);
        await PostgresTools.GiveAsync(server.Folder);
        await PostgresTools.RunAsync(PostgresTools.AsUser(PostgresTools.Program("initdb"), "-D", server.DataFolder, "-U", Owner, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        await File.WriteAllTextAsync(Path.Combine(server.DataFolder, "pg_hba.conf"), $"local all {Guarded} scram-sha-256\nlocal all all trust\n");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>For a database of it.</summary>
    public string ConnectionString(string database) => $"Host={Folder};Database={database};Username={Owner}";

    /// <summary>Makes a database, with nothing in it, and answers its name.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"store{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Ends every session on a database, as a server does that has enough of them.</summary>
    public Task EndSessionsAsync(string database) =>
        ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");

    /// <summary>As an operator stops it; what is stored stays.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>As if the power went: nothing is tidied up.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    public async Task StartAgainAsync()
    {
        var start = PostgresTools.AsUser("bash", "-c", Holding, "hold", PostgresTools.Program("postgres"), DataFolder, Folder);
        start.RedirectStandardInput = true;
        _holder = Process.Start(start)!;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < Patience && !_holder.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException("PostgreSQL did not start: " + await File.ReadAllTextAsync(Path.Combine(Folder, "log")), e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is not null) await EndAsync("");
        else if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        var holder = _holder!;
        _holder = null;
        if (signal.Length > 0) await holder.StandardInput.WriteLineAsync(signal);
        holder.StandardInput.Close();
        await holder.WaitForExitAsync().WaitAsync(Patience);
        holder.Dispose();
    }
}
