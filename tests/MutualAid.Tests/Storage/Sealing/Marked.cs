using System.Diagnostics;
using System.Text;
using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>One of each kind of document, every text and id of which can be told from all others, and a search for them in files.</summary>
internal static class Marked
{
    public const int Needs = 6;
    private const int ClosedNumber = 5_000;
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);

    /// <summary>Every text and id there is. The á makes JSON and UTF-8 write it in another way than ASCII.</summary>
    public static IReadOnlyList<string> Marks { get; } =
    [
        .. new[]
        {
            "need-id", "group", "ana", "bo", "cy", "what", "details", "behalf", "area", "category", "reason", "square", "message", "posting", "handled", "token",
            "offer-id", "offer-what", "offer-area", "match-key", "kind", "question", "told", "home", "settings-category", "bookmark-key", "bookmark-value",
        }.Select(Mark),
    ];

    public static GroupId Group { get; } = new(Mark("group"));

    public static Need Need(int number) => new()
    {
        Id = new NeedId($"{Mark("need-id")}{number}"),
        Group = Group,
        Number = number,
        Requester = new PersonId(Mark("ana")),
        What = Mark("what"),
        Details = Mark("details"),
        OnBehalfOf = Mark("behalf"),
        Area = Mark("area"),
        Category = Mark("category"),
        CloseReason = Mark("reason"),
        PostedAt = Morning,
        RemindAt = Morning,
        Quantity = 3,
        Claims = [new(new PersonId(Mark("bo")), 1, Morning, Done: false) { By = Mark("token") }],
        Postings = [Posting()],
        Handled = [Mark("handled")],
    };

    public static Need Closed => Need(ClosedNumber) with { Status = NeedStatus.Met, ClosedAt = Morning, FacilitatedBy = new PersonId(Mark("cy")) };

    public static Need Held => Need(0) with { Id = new NeedId(Mark("need-id") + "held"), Status = NeedStatus.Held, HeldUntil = Morning };

    public static Offer Offer => new()
    {
        Id = new OfferId(Mark("offer-id")),
        Group = Group,
        Number = 99,
        Giver = new PersonId(Mark("cy")),
        What = Mark("offer-what"),
        Area = Mark("offer-area"),
        PostedAt = Morning,
        Keys = [Mark("match-key")],
        Postings = [Posting()],
    };

    public static Member Member => new()
    {
        Id = new MemberId(Group, new PersonId(Mark("bo"))),
        TellAbout = [Mark("kind")],
        Questions = [new Question(Mark("question"), Morning)],
        ToldOf = Mark("told"),
    };

    public static Group TheGroup => new() { Id = Group, Home = new PlaceId(Mark("home")), DigestAt = Morning, Settings = new() { Categories = [Mark("settings-category")] } };

    public static string Mark(string what) => $"márk:{what}-7f3a9";

    public static Task FillAsync(OpenStore open) => FillAsync(StoreUnderTest.On(open));

    public static async Task FillAsync(StoreUnderTest open)
    {
        var now = TestContext.Current.CancellationToken;
        for (var n = 1; n <= Needs; n++) Assert.True(await open.Needs.AddAsync(Need(n), now));
        foreach (var need in new[] { Closed, Held }) Assert.True(await open.Needs.AddAsync(need, now));
        Assert.True(await open.Offers.AddAsync(Offer, now));
        Assert.True(await open.Members.AddAsync(Member, now));
        Assert.True(await open.Groups.AddAsync(TheGroup, now));
        await open.Bookmarks.SaveAsync(Mark("bookmark-key"), Mark("bookmark-value"), now);
    }

    /// <summary>Everything is there, and is found in every way.</summary>
    public static Task AssertWholeAsync(LiteDbStore store, long version = 1) => AssertWholeAsync(
        new StoreUnderTest(new LiteDbNeedStore(store), new LiteDbOfferStore(store), new LiteDbGroupStore(store), new LiteDbMemberStore(store), new LiteDbBookmarks(store)), version);

    /// <summary>Everything is there, and is found in every way.</summary>
    public static async Task AssertWholeAsync(StoreUnderTest store, long version = 1)
    {
        var now = TestContext.Current.CancellationToken;
        var needs = store.Needs;
        Assert.Equivalent(Need(1) with { Version = version }, await needs.FindAsync(Need(1).Id, now), strict: true);
        Assert.Equal(Needs, (await needs.OpenInAsync(Group, now)).Count);
        Assert.Equal(Needs, (await needs.OpenAskedByAsync(Group, Need(1).Requester, now)).Count);
        Assert.Equal(Needs, (await needs.OpenClaimedByAsync(Group, Need(1).Claims[0].Person, now)).Count);
        Assert.Equal(Needs + 1, (await needs.AskedSinceAsync(Group, Need(1).Requester, Morning, now)).Count);
        Assert.Equal(Needs + 1, (await needs.PostedInAsync(Group, Morning, now)).Count);
        Assert.Equal(ClosedNumber, Assert.Single(await needs.ClosedInAsync(Group, Morning, now)).Number);
        Assert.Equal(2, (await needs.FindByNumberAsync(Group, 2, now))!.Number);
        Assert.NotNull(await needs.FindByMessageAsync(new MessageId(Mark("message")), now));
        Assert.NotNull(await needs.FindAsync(Held.Id, now));
        Assert.Equivalent(Offer with { Version = version }, Assert.Single(await store.Offers.AvailableByKeyAsync(Group, Mark("match-key"), 9, now)), strict: true);
        Assert.Equivalent(Member with { Version = version }, Assert.Single(await store.Members.ToldAboutAsync(Group, Mark("kind"), now)), strict: true);
        Assert.Equivalent(TheGroup with { Version = version }, await store.Groups.FindAsync(Group, now), strict: true);
        Assert.Equal(Mark("bookmark-value"), await store.Bookmarks.FindAsync(Mark("bookmark-key"), now));
    }

    /// <summary>The marks that can be read in any file of a folder, however they are written.</summary>
    public static IReadOnlyList<string> ReadableIn(string folder)
    {
        using var copy = new TestFolder();
        Copy(folder, copy.Path);
        var files = Directory.GetFiles(copy.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();
        return [.. Marks.Where(mark => files.Exists(bytes => Ways(mark).Any(way => bytes.AsSpan().IndexOf(way) >= 0)))];
    }

    /// <summary>Copies the files of a folder, also those that a store holds open.</summary>
    public static void Copy(string folder, string to)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Nobody can read a file that is open for somebody alone.");
        // The base library asks for a share of the lock that is held on them.
        using var copying = Process.Start("cp", ["-r", folder + "/.", to]);
        copying.WaitForExit();
        Assert.Equal(0, copying.ExitCode);
    }

    public static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>A store as the version before sealed ones wrote it: bodies as text, and ids as they are.</summary>
    public static void WritePlain(OpenStore place, int needs = Needs)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(place.Path)!)) File.Delete(file);
        using var engine = new DurableEngine(StoreFiles.Create(place.Path, place.Options.Password, file => new SyncedFile(file), _ => { }));
        new Schema(engine, []).Make([]);
        Add(engine, "groups", Plain(TheGroup with { Version = 1 }, TheGroup.Id.Value));
        Add(engine, "members", Plain(Member with { Version = 1 }, $"{Member.Id.Group.Value}|{Member.Id.Person.Value}"));
        Add(engine, "offers", Plain(Offer with { Version = 1 }, Offer.Id.Value));
        foreach (var some in Enumerable.Range(1, needs).Select(Need).Append(Closed).Append(Held).Chunk(250))
            Add(engine, "needs", [.. some.Select(n => Plain(n with { Version = 1 }, n.Id.Value))]);
        engine.Transact(lite =>
        {
            lite.Delete("meta", ["key"]);
            lite.Upsert("meta", [new BsonDocument { ["_id"] = "schema", ["Version"] = 4 }], BsonAutoId.ObjectId);
            lite.Upsert("meta", [new BsonDocument { ["_id"] = "bookmark:" + Mark("bookmark-key"), ["Value"] = Mark("bookmark-value") }], BsonAutoId.ObjectId);
            return true;
        });
    }

    private static void Add(DurableEngine engine, string collection, params BsonDocument[] documents) =>
        engine.Transact(lite => lite.Insert(collection, documents, BsonAutoId.ObjectId) > 0);

    private static BsonDocument Plain<T>(T value, string id) => new()
    {
        ["_id"] = id,
        ["Version"] = 1L,
        ["GroupNumber"] = id,
        ["OpenGroup"] = Mark("group"),
        ["Body"] = Encoding.UTF8.GetString(BodyJson.Write(value)),
    };

    private static Posting Posting() => new()
    {
        Id = new PostingId(Mark("posting")),
        Kind = PostingKind.Card,
        Place = new PlaceId(Mark("square")),
        Message = new MessageId(Mark("message")),
    };

    private static IEnumerable<byte[]> Ways(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(text);
        yield return Encoding.BigEndianUnicode.GetBytes(text);
        yield return Encoding.Latin1.GetBytes(text);
        yield return Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(text).Trim('"'));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        // Base64 writes a text in three ways, by where it begins; the characters that its neighbours share are left out.
        for (var before = 0; before < 3; before++)
        {
            var coded = Convert.ToBase64String([.. new byte[before], .. utf8])[(before == 0 ? 0 : before + 1)..].TrimEnd('=');
            yield return Encoding.ASCII.GetBytes(coded[..^1]);
            yield return Encoding.ASCII.GetBytes(coded[..^1].Replace('+', '-').Replace('/', '_'));
        }
    }
}
