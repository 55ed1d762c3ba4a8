using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

[assembly: AssemblyFixture(typeof(SynapseFixture))]

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>
/// One Synapse without rate limits for every test that needs nothing special, brought up for the first that asks. Where it can't be, the
/// tests that ask skip and say why.
/// </summary>
public sealed class SynapseFixture : IAsyncDisposable
{
    private readonly Lazy<Task<SynapseServer>> server = new(() => SynapseServer.StartAsync());

    internal static void SkipUnlessPresent() => Assert.SkipWhen(SynapseTools.Missing is not null, SynapseTools.Missing ?? "");

    /// <summary>People of one test's own; it disposes of them.</summary>
    internal async Task<SynapsePeople> PeopleAsync()
    {
        SkipUnlessPresent();
        return SynapsePeople.On(await server.Value);
    }

    public async ValueTask DisposeAsync()
    {
        // One that did not start was complained of by those who asked.
        if (server.IsValueCreated && await server.Value.ContinueWith(s => s.IsCompletedSuccessfully, TaskScheduler.Default)) await (await server.Value).DisposeAsync();
    }
}
