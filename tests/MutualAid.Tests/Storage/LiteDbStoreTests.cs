using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;

namespace MutualAid.Tests.Storage;

public class LiteDbStoreTests : NeedStoreContract, IDisposable
{
    private readonly OpenStore _open;

    public LiteDbStoreTests()
        : this(null)
    {
    }

    protected LiteDbStoreTests(string? password) => _open = new OpenStore(password);

    protected override INeedStore Needs => _open.Needs;

    protected override IGroupStore Groups => _open.Groups;

    protected override IMemberStore Members => _open.Members;

    public void Dispose()
    {
        _open.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class EncryptedLiteDbStoreTests() : LiteDbStoreTests("correct horse");

public sealed class MemoryStoreTests : NeedStoreContract
{
    private readonly MemoryStore _store = new();

    protected override INeedStore Needs => _store;

    protected override IGroupStore Groups => _store;

    protected override IMemberStore Members => _store;
}
