using System.Text;
using System.Text.Json;
using MutualAid.Bot.Operations;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>One group as a file.</summary>
public sealed class ExportTests
{
    private const string Secret = "SECRET-MARKER";
    private static readonly GroupId Berlin = new("discord:ID-MARKER");
    private static readonly PersonId Ana = new("discord:ana-ID-MARKER");
    private static readonly PersonId Bo = new("discord:bo-ID-MARKER");
    private static readonly PersonId Cruz = new("discord:cruz-ID-MARKER");
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 8, 0);
    private readonly MemoryStore _store = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reads_exactly_like_this()
    {
        var golden = Path.Combine(WallTests.Top, "tests", "MutualAid.Tests", "Bot", "group-export.golden.json");
        Assert.Equal((await File.ReadAllTextAsync(golden, Now)).ReplaceLineEndings("\n"), await ExportedAsync());
    }

    [Fact]
    public async Task It_holds_no_private_word_no_id_and_nobody_who_asked_anonymously()
    {
        var export = await ExportedAsync();
        Assert.DoesNotContain(Secret, export, StringComparison.Ordinal);
        Assert.DoesNotContain("ID-MARKER", export, StringComparison.Ordinal);
        Assert.DoesNotContain("discord", export, StringComparison.Ordinal);
        var needs = JsonDocument.Parse(export).RootElement.GetProperty("needs");
        Assert.Equal([(1, "person 1"), (2, null), (3, "person 2"), (4, null)], needs.EnumerateArray().Select(n => (n.GetProperty("number").GetInt32(), n.GetProperty("askedBy").GetString())));
    }

    [Fact]
    public async Task A_group_of_many_pages_is_written_whole()
    {
        var group = new Group { Id = Berlin, Home = new("discord:home") };
        for (var i = 1; i <= 450; i++) await _store.AddAsync(NewNeed(i), Now);
        using var file = new MemoryStream();
        await new GroupExport(_store, _store.Offers, new GroupOptions()).WriteAsync(group, Morning, file, Now);
        Assert.Equal(450, JsonDocument.Parse(file.ToArray()).RootElement.GetProperty("needs").GetArrayLength());
    }

    private async Task<string> ExportedAsync()
    {
        var group = new Group
        {
            Id = Berlin,
            Home = new("discord:home-ID-MARKER"),
            Settings = new GroupSettings
            {
                Language = "es",
                TimeZone = "America/Sao_Paulo",
                DigestTime = new LocalTime(7, 30),
                ClaimLapsesAfter = Duration.FromDays(5),
                Categories = ["food", "Büro"],
                CardsPlace = new("discord:cards-ID-MARKER"),
            },
            Weeks = [new WeekTally(new LocalDate(2026, 2, 23), 4, 2, 1.5) { Kinds = System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add("food", 3).Add("care", 1) }, new WeekTally(new LocalDate(2026, 3, 2), 0, 0, null)],
        };
        await _store.AddAsync(
            NewNeed(1) with
            {
                What = "Leche para dos 🥛 \"hoy\"",
                Details = Secret,
                OnBehalfOf = Secret,
                Category = "food",
                Area = "norte",
                Quantity = 3,
                NeededBy = Morning + Duration.FromDays(1),
                Claims = [new(Bo, 1, Morning, Done: true), new(Cruz, 1, Morning, Done: false)],
                Edits = [new NeedEdit(Morning, Secret, null, null, Secret, 1, HasNewDetails: true)],
                Suggestions = [new Suggestion(new("offer"), 5, Cruz, SuggestionReason.Words)],
                Postings = [new Posting { Id = new("posting"), Kind = PostingKind.Card, Place = new("discord:place-ID-MARKER"), Message = new("discord:message-ID-MARKER"), Shown = Secret }],
                Handled = [Secret],
            },
            Now);
        await _store.AddAsync(NewNeed(2) with { What = "algo", Anonymous = true, Status = NeedStatus.Withdrawn, ClosedAt = Morning, CloseReason = "dos veces", FacilitatedBy = Cruz }, Now);
        await _store.AddAsync(NewNeed(3) with { What = "sillas", Requester = Bo, Status = NeedStatus.Met, ClosedAt = Morning }, Now);
        await _store.AddAsync((NewNeed(4) with { What = Secret, Category = "care", Status = NeedStatus.Expired, ClosedAt = Morning }).Erased(Morning), Now);
        await _store.AddAsync(NewNeed(0) with { Id = new("held"), What = Secret, Status = NeedStatus.Held, HeldUntil = Morning }, Now);
        await _store.AddAsync(NewNeed(9) with { Id = new("other"), Group = new("discord:other"), What = Secret }, Now);
        await _store.Offers.AddAsync(
            new Offer
            {
                Id = new("offer"),
                Group = Berlin,
                Number = 5,
                Giver = Cruz,
                What = "viajes",
                Category = "transport",
                Quantity = 2,
                Until = Morning + Duration.FromDays(3),
                PostedAt = Morning,
                PausedAt = Morning,
                Given = [new Giving(new("need1"), 1)],
                Keys = [Secret],
            },
            Now);
        using var file = new MemoryStream();
        await new GroupExport(_store, _store.Offers, new GroupOptions()).WriteAsync(group, Morning, file, Now);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private static Need NewNeed(int number) =>
        new() { Id = new($"need{number}"), Group = Berlin, Number = number, Requester = Ana, What = "x", PostedAt = Morning };
}
