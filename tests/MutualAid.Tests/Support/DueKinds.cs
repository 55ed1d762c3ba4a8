using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage.LiteDb;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>One of the questions that a sweep asks: documents, known by a number, that are found from a moment on.</summary>
internal abstract class DueKind
{
    protected static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>The numbers of those that are found, in their order.</summary>
    public abstract Task<IReadOnlyList<int>> AskAsync(Instant until, CancellationToken cancellationToken);

    public Task<IReadOnlyList<int>> AskAsync(Instant until) => AskAsync(until, Now);

    public abstract Task<bool> AddAsync(int number, Instant at);

    /// <summary>Saves it with another moment.</summary>
    public abstract Task<bool> MoveAsync(int number, Instant at);

    /// <summary>Puts it in the place of what is there.</summary>
    public abstract Task PutAsync(int number, Instant at);

    public abstract Task<bool> RemoveAsync(int number);
}

/// <summary>All that a sweep asks of a store, by name. Each is asked by one and the same instance, as in the bot.</summary>
internal static class DueKinds
{
    public static readonly string[] Names = ["needs", "closed needs", "offers", "closed offers", "groups", "members"];

    private static readonly GroupId Berlin = new("playground:berlin");
    private static readonly PersonId Ana = new("playground:ana");

    public static DueKind Of(OpenStore open, string name)
    {
        var (keys, needs, offers) = (open.Store.Keys, open.Needs, open.Offers);
        return name switch
        {
            "needs" => new Kind<Need>(open, new NeedShape(keys), (n, at) => NewNeed(n) with { KeepAt = at }, needs.DueAsync),
            "closed needs" => new Kind<Need>(open, new NeedShape(keys), (n, at) => NewNeed(n) with { Status = NeedStatus.Met, ClosedAt = at }, needs.ClosedUntilAsync),
            "offers" => new Kind<Offer>(open, new OfferShape(keys), (n, at) => NewOffer(n) with { KeepAt = at }, offers.DueAsync),
            "closed offers" => new Kind<Offer>(open, new OfferShape(keys), (n, at) => NewOffer(n) with { Status = OfferStatus.Over, ClosedAt = at }, offers.ClosedUntilAsync),
            "groups" => new Kind<Group>(open, new GroupShape(keys), (n, at) => new Group { Id = new($"g{n}"), Home = new("p"), KeepAt = at }, open.Groups.DueAsync),
            "members" => new Kind<Member>(open, new MemberShape(keys), (n, at) => new Member { Id = new(new($"g{n}"), Ana), KeepAt = at }, open.Members.DueAsync),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    private static Need NewNeed(int number) =>
        new() { Id = new($"n{number}"), Group = Berlin, Number = number, Requester = Ana, What = "Rice", PostedAt = Instant.FromUnixTimeSeconds(1) };

    private static Offer NewOffer(int number) =>
        new() { Id = new($"o{number}"), Group = Berlin, Number = number, Giver = Ana, What = "Soup", PostedAt = Instant.FromUnixTimeSeconds(1) };

    private sealed class Kind<T>(OpenStore open, IDocumentShape<T> shape, Func<int, Instant, T> make, Func<Instant, int, CancellationToken, Task<IReadOnlyList<T>>> ask) : DueKind
        where T : class
    {
        private const int Many = 200;

        private readonly Documents<T> documents = new(open.Store, shape);
        private readonly Dictionary<string, int> numbers = Enumerable.Range(0, Many).ToDictionary(n => shape.Key(make(n, Instant.MinValue)));

        public override async Task<IReadOnlyList<int>> AskAsync(Instant until, CancellationToken cancellationToken) =>
            [.. (await ask(until, Many, cancellationToken)).Select(found => numbers[shape.Key(found)])];

        public override Task<bool> AddAsync(int number, Instant at) => documents.AddAsync(make(number, at), Now);

        public override async Task<bool> MoveAsync(int number, Instant at) => await documents.SaveAsync(shape.At(make(number, at), shape.Version(await StoredAsync(number))), Now);

        public override Task PutAsync(int number, Instant at) => documents.PutAsync(shape.At(make(number, at), 1), Now);

        public override async Task<bool> RemoveAsync(int number) => await documents.RemoveAsync(await StoredAsync(number), Now);

        private async Task<T> StoredAsync(int number) => Assert.IsType<T>(await documents.FindAsync(Documents.ById(new BsonValue(shape.Key(make(number, Instant.MinValue)))), Now));
    }
}
