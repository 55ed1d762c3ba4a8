using System.Net.Sockets;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>Why a database is not used: one line that names the key, the database and what to do.</summary>
internal static class PostgresRefusals
{
    public static StorageException NotOpened(StorageOptions options, Exception e) => e switch
    {
        StorageException { IsFatal: true } refusal => refusal,
        StorageException refusal => Fatal(options, $"can't be used: {refusal.Message}"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            Fatal(options, "does not let this user in: correct the user or the password."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => Fatal(options, "is not there: make the database (createdb), owned by the bot's user."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            Fatal(options, "does not let this user make or change tables: let the bot's user own the database, or the schema that Search Path names."),
        PostgresException { SqlState: PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateFunction or PostgresErrorCodes.DuplicateObject } =>
            Fatal(options, "holds tables of the same names that are not this bot's: give it a database, or a schema by Search Path, of its own."),
        PostgresException p => Fatal(options, $"can't be used (SQLSTATE {p.SqlState}): see the log of the server."),
        TimeoutException or { InnerException: TimeoutException } => Fatal(options, "does not answer: see that the server runs, that this machine reaches it, and that no other process is changing the tables."),
        { InnerException: SocketException s } => Fatal(options, $"can't be reached ({s.SocketErrorCode}): start the server, or correct Host and Port."),
        SocketException s => Fatal(options, $"can't be reached ({s.SocketErrorCode}): start the server, or correct Host and Port."),
        NpgsqlException => Fatal(options, "can't be reached: see that the server runs, and that Host, Port and SSL Mode are right."),
        _ => Fatal(options, $"can't be used ({e.GetType().Name})."),
    };

    public static StorageException TooOld(StorageOptions options, string version) =>
        Fatal(options, $"is PostgreSQL {version}: it may be {PostgresOpening.OldestMajor} or newer.");

    public static StorageException NotDurable(StorageOptions options, string setting) =>
        Fatal(options, $"has {setting} off, so what it has answered may be lost: set it on, for the server or for the bot's user (ALTER ROLE).");

    public static StorageException NoSchema(StorageOptions options) =>
        Fatal(options, "has no schema that Search Path names: make it (CREATE SCHEMA), owned by the bot's user.");

    public static StorageException TooNew(StorageOptions options, int found, int known) =>
        Fatal(options, $"was written by a newer version (schema {found}, this one knows {known}): run that version, or restore an older dump.");

    public static StorageException NotWhole(StorageOptions options) =>
        Fatal(options, "does not tell its key, so it is not a whole store: restore a dump.");

    public static StorageException NotHere(StorageOptions options, string what, string instead) => Fatal(options, $"is not a file of the bot's own: {what} {instead}");

    public static StorageException Empty(StorageOptions options) => Fatal(options, "holds no store yet: there is nothing to give another key to.");

    public static StorageException NotResealed(StorageOptions options) => Fatal(options, "did not take everything as it was, so nothing of it is kept: it has the key of before.");

    public static StorageException Occupied(StorageOptions options) => Fatal(options, "has another program in its tables: wait until that is done, and try again.");

    public static StorageException KeyChanged(StorageOptions options) =>
        Fatal(options, $"was given another key while this process ran: give it that key ({KeyOptions.KeyFileKey}, or the bot's own key file), and start it again.");

    public static StorageException InUse(StorageOptions options) => Fatal(options, "is in use: stop every process of the bot that has it open.");

    public static StorageException PutBack(StorageOptions options) => Fatal(options, "has tables of an older version since this process began, as a dump put back makes them: start it again.");

    public static StorageException OlderInUse(StorageOptions options) =>
        Fatal(options, "is in use by an older version, and this one has to change its tables: stop every process of the bot that has it open, then start this one again.");

    private static StorageException Fatal(StorageOptions options, string what) => new($"{options.Named} {what}".ReplaceLineEndings(" "), isFatal: true);
}
