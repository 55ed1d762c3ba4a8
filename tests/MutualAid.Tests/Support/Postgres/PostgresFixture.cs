using MutualAid.Tests.Support.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace MutualAid.Tests.Support.Postgres;

/// <summary>
/// One server for every test that does nothing to it, brought up for the first that asks, and stopped behind the last. Where it can't be, the tests that ask skip and
/// say why.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(PostgresServer.StartAsync);

    internal static void SkipUnlessPresent() => Assert.SkipWhen(PostgresTools.Missing is not null, PostgresTools.Missing ?? "");

    internal static Task<PostgresServer> ServerAsync()
    {
        SkipUnlessPresent();
        return Shared.Value;
    }

    public async ValueTask DisposeAsync()
    {
        // One that did not start was complained of by those who asked.
        if (Shared.IsValueCreated && await Shared.Value.ContinueWith(s => s.IsCompletedSuccessfully, TaskScheduler.Default)) await (await Shared.Value).DisposeAsync();
    }
}
