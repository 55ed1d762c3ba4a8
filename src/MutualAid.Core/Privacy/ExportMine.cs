using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Core.Privacy;

/// <summary>
/// Everything that the store holds of somebody, as a text to read and as JSON for a program: their own words whole, of what others asked for only what
/// stands on its card, and nobody else's name or id.
/// </summary>
internal sealed class ExportMine(GroupDirectory groups)
{
    /// <summary>What is in it, by the names that the JSON has; each is also the end of the key of a text.</summary>
    internal static ImmutableArray<string> Labels { get; } =
    [
        "made", "you", "groups", "group", "link", "asked", "typed", "claimed", "offered", "told", "facilitated", "messages", "troubles", "choices",
        "suggestions", "questions", "forgetting", "number", "what", "category", "when", "area", "quantity", "details", "for", "anonymous", "status",
        "closed", "reason", "covered", "edits", "at", "newDetails", "done", "taken", "heard", "given", "standing", "until", "paused", "offer",
        "declined", "waits", "acts", "reports", "blocked", "on", "kind", "setting", "value", "concern", "days", "since", "lifted",
    ];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<ImmutableArray<PrivateFile>> FilesAsync(Ask ask, Mine mine, IPrivateFiles links, CancellationToken cancellationToken)
    {
        var ids = mine.Needs.Select(n => n.Group).Concat(mine.Offers.Select(o => o.Group)).Concat(mine.Groups.Select(g => g.Id)).Concat(mine.Members.Select(m => m.Id.Group)).Distinct();
        var parts = new JsonArray();
        foreach (var id in ids.OrderBy(g => g != ask.Group.Id).ThenBy(g => g.Value, StringComparer.Ordinal))
            parts.Add(OfGroup(mine.In(id), id, await groups.FindAsync(id, cancellationToken), links));
        var all = new JsonObject { ["made"] = At(ask.Now), ["you"] = mine.Person.Value, ["groups"] = parts };
        return
        [
            new PrivateFile("mutual-aid.txt", "text/plain", Written(ask, all)),
            new PrivateFile("mutual-aid.json", "application/json", all.ToJsonString(Readable)),
        ];
    }

    private static JsonObject OfGroup(Mine mine, GroupId id, Group? group, IPrivateFiles links) => new()
    {
        ["group"] = id.Value,
        ["link"] = group is null ? null : links.LinkTo(group.Home, null),
        ["asked"] = List(mine.Asked, n => Asked(n, links)),
        ["typed"] = List(mine.Typed, n => Asked(n, links)),
        ["claimed"] = List(mine.Claimed, c => Claimed(c.Need, c.Claim, links)),
        ["offered"] = List(mine.Offered, o => Offered(o, links)),
        ["told"] = List(mine.Suggested, s => new JsonObject
        {
            ["number"] = s.Need.Number,
            ["offer"] = s.Suggestion.Number,
            ["why"] = s.Suggestion.Reason.ToString(),
            ["declined"] = s.Suggestion.Declined,
            ["taken"] = s.Suggestion.Taken,
            ["givenBefore"] = s.Suggestion.GivenBefore,
        }),
        ["facilitated"] = List(
            mine.Needs.Where(n => n.FacilitatedBy == mine.Person).Select(n => (n.Number, n.CloseReason))
                .Concat(mine.Offers.Where(o => o.FacilitatedBy == mine.Person).Select(o => (o.Number, o.CloseReason))),
            f => new JsonObject { ["number"] = f.Number, ["reason"] = f.CloseReason }),
        ["acts"] = List(mine.Groups.SelectMany(g => g.Log).Where(a => a.By == mine.Person), a => new JsonObject
        {
            ["on"] = At(a.At),
            ["kind"] = a.Kind.ToString(),
            ["number"] = a.Number,
            ["setting"] = a.Setting,
            ["value"] = a.Value,
            ["concern"] = a.Concern?.ToString(),
            ["days"] = a.Days,
            ["reason"] = a.Why,
        }),
        ["reports"] = List(mine.Groups.SelectMany(g => g.Reports).Where(r => r.By == mine.Person), r => new JsonObject { ["on"] = At(r.At), ["number"] = r.Number, ["concern"] = r.Why.ToString(), ["reason"] = r.Words }),
        ["blocked"] = List(mine.Groups.SelectMany(g => g.Blocks).Where(b => b.Person == mine.Person), b => new JsonObject
        {
            ["number"] = b.Number,
            ["since"] = At(b.Since),
            // What was ended early is kept a little longer, to tell them.
            ["until"] = b.IsLifted ? null : At(b.Until),
            ["lifted"] = b.IsLifted ? true : null,
            ["concern"] = b.Why.ToString(),
            ["reason"] = b.Words,
        }),
        ["messages"] = mine.Needs.Sum(n => n.Said.Count(s => s.To == mine.Person) + n.Postings.Count(p => p.To == mine.Person)) + mine.Offers.Sum(o => o.Postings.Count(p => p.To == mine.Person)),
        ["troubles"] = mine.Groups.Sum(g => g.Troubles.Count(t => t.To.Contains(mine.Person))),
        ["choices"] = List(mine.Members.SelectMany(m => m.TellAbout), k => JsonValue.Create(k)),
        ["suggestions"] = !mine.Members.Any(m => m.NoSuggestions),
        ["questions"] = List(mine.Members.SelectMany(m => m.Questions), q => JsonValue.Create(At(q.At))),
        ["forgetting"] = At(mine.Members.Select(m => m.Forgotten?.Since).Max()),
    };

    private static JsonObject Asked(Need need, IPrivateFiles links) => new()
    {
        ["number"] = need.IsHeld ? null : need.Number,
        ["link"] = need.CardPosting is { Place: { } place, Message: { } message } ? links.LinkTo(place, message) : null,
        ["what"] = need.What,
        ["category"] = need.Category,
        ["when"] = At(need.NeededBy),
        ["area"] = need.Area,
        ["quantity"] = need.Quantity,
        ["details"] = need.Details,
        ["for"] = need.OnBehalfOf,
        ["anonymous"] = need.Anonymous,
        ["status"] = need.Status.ToString(),
        ["asked"] = At(need.PostedAt),
        ["waits"] = At(need.NodUntil),
        ["closed"] = At(need.ClosedAt),
        ["reason"] = need.CloseReason,
        ["covered"] = need.Covered,
        ["edits"] = List(need.Edits, e => new JsonObject
        {
            ["at"] = At(e.At),
            ["what"] = e.What,
            ["category"] = e.Category,
            ["when"] = At(e.NeededBy),
            ["area"] = e.Area,
            ["quantity"] = e.Quantity,
            ["newDetails"] = e.HasNewDetails,
        }),
    };

    private static JsonObject Claimed(Need need, Claim claim, IPrivateFiles links) => new()
    {
        ["number"] = need.Number,
        ["link"] = need.CardPosting is { Place: { } place, Message: { } message } ? links.LinkTo(place, message) : null,
        ["what"] = need.What,
        ["category"] = need.Category,
        ["when"] = At(need.NeededBy),
        ["area"] = need.Area,
        ["quantity"] = claim.Quantity,
        ["done"] = claim.Done,
        ["taken"] = At(claim.At),
        ["heard"] = At(claim.HeardAt),
        ["status"] = need.Status.ToString(),
    };

    private static JsonObject Offered(Offer offer, IPrivateFiles links) => new()
    {
        ["number"] = offer.Number,
        ["link"] = offer.CardPosting is { Place: { } place, Message: { } message } ? links.LinkTo(place, message) : null,
        ["what"] = offer.What,
        ["category"] = offer.Category,
        ["area"] = offer.Area,
        ["quantity"] = offer.Quantity,
        ["given"] = offer.GivenNow,
        ["standing"] = offer.Standing,
        ["until"] = At(offer.Until),
        ["status"] = offer.Status.ToString(),
        ["offered"] = At(offer.PostedAt),
        ["paused"] = At(offer.PausedAt),
        ["closed"] = At(offer.ClosedAt),
        ["reason"] = offer.CloseReason,
    };

    /// <summary>The same, a line for each thing that is there; what is empty is left out.</summary>
    private static string Written(Ask ask, JsonObject all)
    {
        var text = new StringBuilder();
        text.AppendLine(ask.Language.Plain(Texts.ExportTitle)).AppendLine();
        Write(ask.Language, all, text, "");
        return text.ToString();
    }

    private static void Write(Language language, JsonObject part, StringBuilder text, string indent)
    {
        foreach (var (name, value) in part)
        {
            if (value is null or JsonArray { Count: 0 } || name == "why") continue;
            var label = language.Plain("export." + name);
            if (value is JsonArray list)
            {
                text.Append(indent).Append(label).AppendLine(":");
                foreach (var item in list)
                {
                    if (item is JsonObject inner) Write(language, inner, text, indent + "  ");
                    else text.Append(indent).Append("  ").AppendLine(Shown(language, item));
                    if (item is JsonObject) text.AppendLine();
                }
            }
            else
            {
                text.Append(indent).Append(label).Append(": ").AppendLine(name switch
                {
                    "category" => NeedCategories.Name(value.ToString(), language),
                    "status" => StatusOf(value.ToString(), language),
                    "kind" => ActOf(Enum.Parse<ActKind>(value.ToString()), language),
                    "concern" => Concerns.SayInLog(Enum.Parse<Concern>(value.ToString()), language),
                    _ => Shown(language, value),
                });
            }
        }
    }

    private static string Shown(Language language, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => language.Plain(Texts.ExportYes),
        JsonValueKind.False => language.Plain(Texts.ExportNo),
        _ => value?.ToString() ?? "",
    };

    private static string StatusOf(string status, Language language) => language.Plain(status switch
    {
        nameof(NeedStatus.Open) => Texts.StatusOpen,
        nameof(NeedStatus.Met) => Texts.StatusMet,
        nameof(NeedStatus.Withdrawn) => Texts.StatusWithdrawn,
        nameof(NeedStatus.Expired) => Texts.StatusExpired,
        nameof(OfferStatus.Over) => Texts.StatusOfferOver,
        _ => Texts.ExportNotPosted,
    });

    private static string ActOf(ActKind kind, Language language) => language.Plain(kind switch
    {
        ActKind.ClosedNeed => Texts.ActClosedNeed,
        ActKind.ClosedOffer => Texts.ActClosedOffer,
        ActKind.FreedClaims => Texts.ActFreedClaims,
        ActKind.ChangedSetting => Texts.ActChangedSetting,
        ActKind.PostedDigest => Texts.ActPostedDigest,
        ActKind.Blocked => Texts.ActBlockedPerson,
        ActKind.Unblocked => Texts.ActUnblockedPerson,
        ActKind.LeftReported => Texts.ActLeftReported,
        _ => throw new InvalidOperationException($"No words for {kind}."),
    });

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];

    private static string? At(Instant? at) => at is { } time ? InstantPattern.General.Format(time) : null;
}
