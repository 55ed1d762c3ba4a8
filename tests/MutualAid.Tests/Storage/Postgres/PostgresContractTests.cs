using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

public sealed class PostgresStoreTests : NeedStoreContract, IAsyncLifetime
{
    private OpenPostgres _open = null!;

    protected override INeedStore Needs => _open.Needs;

    protected override IGroupStore Groups => _open.Groups;

    protected override IMemberStore Members => _open.Members;

    public async ValueTask InitializeAsync() => _open = await OpenPostgres.NewAsync();

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class OffersInPostgres : OfferStoreContract, IAsyncLifetime
{
    private OpenPostgres _open = null!;

    protected override IOfferStore Offers => _open.Offers;

    protected override INeedStore Needs => _open.Needs;

    public async ValueTask InitializeAsync() => _open = await OpenPostgres.NewAsync();

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        return ValueTask.CompletedTask;
    }
}
