using System.Net.Sockets;
using MutualAid.Core.Needs;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>What a failure means, by the codes of PostgreSQL (appendix A of its manual), and in the words of the port.</summary>
internal static class PostgresFailures
{
    private const string Connections = "08";
    private const string OperatorsIntervened = "57P";
    private const string Error = "ERROR";

    /// <summary>Whether it is likely to be over in a moment: the server restarts, was taken over from, has too many connections, two statements met, or somebody has what is wanted.</summary>
    public static bool IsPassing(Exception e) => e switch
    {
        PostgresException p => IsLoss(p) || p.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable,
        // Who waited for a time already is not made to wait for as long again.
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException n => n.IsTransient,
        // A name that can't be looked up comes as it is.
        SocketException => true,
        _ => false,
    };

    /// <summary>Whether the connection is gone, and perhaps all others too.</summary>
    public static bool IsLoss(Exception e) => e switch
    {
        PostgresException p => p.SqlState.StartsWith(Connections, StringComparison.Ordinal) || p.SqlState.StartsWith(OperatorsIntervened, StringComparison.Ordinal)
            || p.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException n => n.IsTransient,
        SocketException => true,
        _ => false,
    };

    /// <summary>Whether the statement certainly changed nothing: the server said so. Where the connection ended, it may have been done.</summary>
    public static bool IsUndone(Exception e) => e is PostgresException { InvariantSeverity: Error };

    /// <summary>Never with a message of the server's: it may quote a stored value.</summary>
    public static StorageException Wrap(Exception e) => e switch
    {
        StorageException s => s,
        PostgresException p => new StorageException($"PostgreSQL could not do it (SQLSTATE {p.SqlState}).", isFatal: false),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => new StorageException("PostgreSQL did not answer in time.", isFatal: false),
        NpgsqlException { InnerException: SocketException s } => new StorageException($"PostgreSQL can't be reached ({s.SocketErrorCode}).", isFatal: false),
        SocketException s => new StorageException($"PostgreSQL can't be reached ({s.SocketErrorCode}).", isFatal: false),
        NpgsqlException => new StorageException("The connection to PostgreSQL was lost.", isFatal: false),
        ObjectDisposedException => new StorageException("The store is closed.", isFatal: false),
        _ => new StorageException($"The store failed: {e.GetType().Name}.", isFatal: false),
    };
}
