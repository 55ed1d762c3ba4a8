using System.Text.Encodings.Web;
using System.Text.Json;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Bot.Operations;

/// <summary>
/// One group as JSON, to archive it or to move elsewhere: what everybody in it can read, and nothing that leads to a person. No private details, for
/// whom something is, names or ids; people are "person 1" and so on, and who asked anonymously is nobody. Its README describes every field; a change
/// that a reader could stumble over raises <see cref="Schema"/>.
/// </summary>
internal sealed class GroupExport(INeedStore needs, IOfferStore offers, GroupOptions options)
{
    public const string Schema = "mutualaid-group-export/1";

    public async Task WriteAsync(Group group, Instant now, Stream to, CancellationToken cancellationToken)
    {
        var people = new ExportedPeople();
        var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using var writing = json.ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteInstant("exportedAt", now);
        WriteSettings(json, GroupRules.Of(group.Settings, options));
        json.WriteStartArray("needs");
        await foreach (var need in needs.AllInAsync(group.Id, cancellationToken))
        {
            WriteNeed(json, need, people);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteStartArray("offers");
        await foreach (var offer in offers.AllInAsync(group.Id, cancellationToken))
        {
            WriteOffer(json, offer, people);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        WriteWeeks(json, group);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await to.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteSettings(Utf8JsonWriter json, GroupRules rules)
    {
        json.WriteStartObject("settings");
        json.WriteString("language", rules.Language.Tag);
        json.WriteString("timeZone", rules.Zone.Id);
        json.WriteTime("digestAt", rules.DigestTime);
        json.WriteTime("quietFrom", rules.Pace.QuietFrom);
        json.WriteTime("quietUntil", rules.Pace.QuietUntil);
        json.WriteDuration("remindFirstAfter", rules.Pace.FirstAfter);
        json.WriteDuration("nudgeClaimAfter", rules.Pace.NudgeAfter);
        json.WriteDuration("claimLapsesAfter", rules.Pace.LapsesAfter);
        json.WriteDuration("needExpiresAfter", rules.Pace.ExpiresAfter);
        json.WriteStartArray("categories");
        foreach (var category in rules.Categories) json.WriteStringValue(category);
        json.WriteEndArray();
        json.WriteNumber("openNeeds", rules.Limits.OpenNeeds);
        json.WriteNumber("needsAnHour", rules.Limits.NeedsAnHour);
        json.WriteNumber("openClaims", rules.Limits.OpenClaims);
        json.WriteEndObject();
    }

    private static void WriteNeed(Utf8JsonWriter json, Need need, ExportedPeople people)
    {
        json.WriteStartObject();
        json.WriteNumber("number", need.Number);
        json.WriteString("status", need.Status switch
        {
            NeedStatus.Open => "open",
            NeedStatus.Met => "met",
            NeedStatus.Withdrawn => "withdrawn",
            NeedStatus.Expired => "expired",
            _ => throw new InvalidOperationException($"How {need.Status} is exported is missing."),
        });
        json.WriteBoolean("erased", need.IsErased);
        // What nobody has waved through is not the group's yet.
        json.WriteString("what", need.IsErased || need.IsUnseen ? null : need.What);
        json.WriteString("category", need.IsUnseen ? null : need.Category);
        json.WriteString("area", need.IsUnseen ? null : need.Area);
        json.WriteNumber("quantity", need.Quantity);
        json.WriteInstant("neededBy", need.NeededBy);
        json.WriteBoolean("anonymous", need.Anonymous && !need.IsErased);
        json.WriteString("askedBy", need.Anonymous || need.IsUnseen ? null : people.NameOf(need.Requester));
        json.WriteInstant("askedAt", need.PostedAt);
        json.WriteInstant("closedAt", need.ClosedAt);
        json.WriteString("closeReason", need.CloseReason);
        json.WriteString("facilitatedBy", people.NameOf(need.FacilitatedBy));
        json.WriteStartArray("claims");
        foreach (var claim in need.Claims)
        {
            json.WriteStartObject();
            json.WriteString("by", people.NameOf(claim.Person));
            json.WriteNumber("quantity", claim.Quantity);
            json.WriteBoolean("done", claim.Done);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>How much is left, but never where it went: that is between the two.</summary>
    private static void WriteOffer(Utf8JsonWriter json, Offer offer, ExportedPeople people)
    {
        json.WriteStartObject();
        json.WriteNumber("number", offer.Number);
        json.WriteString("status", offer.Status switch
        {
            OfferStatus.Open => offer.PausedAt is null ? "open" : "paused",
            OfferStatus.Withdrawn => "withdrawn",
            OfferStatus.Over => "over",
            _ => throw new InvalidOperationException($"How {offer.Status} is exported is missing."),
        });
        json.WriteBoolean("erased", offer.IsErased);
        json.WriteString("what", offer.IsErased || offer.IsUnseen ? null : offer.What);
        json.WriteString("category", offer.IsUnseen ? null : offer.Category);
        json.WriteString("area", offer.IsUnseen ? null : offer.Area);
        json.WriteNumber("quantity", offer.Quantity);
        json.WriteNumber("left", offer.Left);
        json.WriteBoolean("standing", offer.Standing);
        json.WriteInstant("until", offer.Until);
        json.WriteString("offeredBy", offer.IsUnseen ? null : people.NameOf(offer.Giver));
        json.WriteInstant("offeredAt", offer.PostedAt);
        json.WriteInstant("closedAt", offer.ClosedAt);
        json.WriteString("closeReason", offer.CloseReason);
        json.WriteString("facilitatedBy", people.NameOf(offer.FacilitatedBy));
        json.WriteEndObject();
    }

    private static void WriteWeeks(Utf8JsonWriter json, Group group)
    {
        json.WriteStartArray("weeks");
        foreach (var week in group.Weeks)
        {
            json.WriteStartObject();
            json.WriteString("monday", NodaTime.Text.LocalDatePattern.Iso.Format(week.Monday));
            json.WriteNumber("posted", week.Posted);
            json.WriteNumber("met", week.Met);
            if (week.MedianHoursToFirstClaim is { } hours) json.WriteNumber("medianHoursToFirstClaim", hours);
            else json.WriteNull("medianHoursToFirstClaim");
            json.WriteStartObject("categories");
            foreach (var (kind, count) in week.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal)) json.WriteNumber(kind, count);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
