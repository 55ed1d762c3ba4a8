using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>Where the database is, read from the section <c>Storage:Postgres</c> and found sound.</summary>
internal sealed class PostgresOptions
{
    internal const string ConnectionStringKey = "Storage:Postgres:ConnectionString";
    internal const string ConnectionStringFileKey = "Storage:Postgres:ConnectionStringFile";
    private const string Example = "a text such as 'Host=localhost;Database=mutualaid;Username=mutualaid;Password=...'";

    private readonly string _connectionString;

    private PostgresOptions(NpgsqlConnectionStringBuilder connection)
    {
        _connectionString = connection.ConnectionString;
        Target = $"{connection.Host}/{connection.Database ?? connection.Username}";
    }

    /// <summary>Host and database, for a refusal; nothing secret.</summary>
    public string Target { get; }

    /// <summary>For a connection; what is changed in it is the caller's own.</summary>
    public NpgsqlConnectionStringBuilder Connection => new(_connectionString);

    /// <summary>What is wrong, one line each; never the text itself, which holds a password.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var (text, file) = (Given(configuration, ConnectionStringKey), Given(configuration, ConnectionStringFileKey));
        var key = ConnectionStringKey;
        if (file is not null)
        {
            if (text is not null)
            {
                yield return $"{ConnectionStringFileKey} is '{file}' while {ConnectionStringKey} is set too; give only one of them.";
                yield break;
            }

            text = SecretText.Read(file, out var reason);
            if (text is null)
            {
                yield return $"{ConnectionStringFileKey} is '{file}', which {reason}; it may be the path of a readable text file with {Example}.";
                yield break;
            }

            key = ConnectionStringFileKey;
        }

        if (text is null) yield return $"{ConnectionStringKey} is not set, but {StorageOptions.ProviderKey} is Postgres; it may be {Example}, or give {ConnectionStringFileKey}.";
        else if (Understood(text, out var hasHost) is null && hasHost) yield return $"{key} gives a text of {text.Length} characters that can't be understood; it may be {Example}.";
        else if (!hasHost) yield return $"{key} names no Host; it may be {Example}.";
    }

    /// <summary>Call it only when there are no <see cref="Problems"/>.</summary>
    public static PostgresOptions From(IConfiguration configuration) =>
        Of(Given(configuration, ConnectionStringFileKey) is { } file ? SecretText.Read(file, out _)! : Given(configuration, ConnectionStringKey)!);

    /// <summary>Of a connection string that is sound.</summary>
    public static PostgresOptions Of(string connectionString) => new(Understood(connectionString, out _)!);

    /// <summary>Never shows the connection string.</summary>
    public override string ToString() => $"Postgres at {Target}";

    /// <summary>What is given, on top of what serves a bot: people wait for its answers, and a server may be restarted or moved under it.</summary>
    private static NpgsqlConnectionStringBuilder? Understood(string text, out bool hasHost)
    {
        hasHost = true;
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = text };
            var connection = new NpgsqlConnectionStringBuilder
            {
                ApplicationName = "mutualaid",
                Timeout = 5,
                CommandTimeout = 10,
                // A server has a hundred connections for everybody, unless it is told otherwise.
                MaxPoolSize = 16,
                KeepAlive = 15,
                // Nothing is ever set for a session, so there is nothing to put back.
                NoResetOnClose = true,
                // There are some sixty statements, and each is sent thousands of times.
                MaxAutoPrepare = 96,
                AutoPrepareMinUsages = 2,
            };
            foreach (string name in given.Keys) connection[name] = given[name];
            hasHost = !string.IsNullOrWhiteSpace(connection.Host);
            if (!hasHost) return null;
            // Of several servers only the one that takes writes will do.
            if (connection.Host!.Contains(',', StringComparison.Ordinal) && connection.TargetSessionAttributes is null) connection.TargetSessionAttributes = "primary";
            // What does not go together is found by who would use it; nothing is connected.
            NpgsqlDataSource.Create(connection).Dispose();
            return connection;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Given(IConfiguration configuration, string key) =>
        string.IsNullOrEmpty(configuration[key]) ? null : configuration[key];
}
