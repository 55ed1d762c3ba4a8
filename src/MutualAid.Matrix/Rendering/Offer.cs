using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rendering;

/// <summary>One thing that can be answered to a message, and what it does.</summary>
internal sealed record OfferedAnswer(string Word, string ActionId);

/// <summary>
/// What can be answered to a message of the bot, since Matrix has no buttons. It travels in the message itself, so that an answer to one
/// from last year still works and nothing has to be remembered here.
/// </summary>
internal sealed record Offer(ImmutableArray<OfferedAnswer> Answers)
{
    public static Offer None { get; } = new([]);

    /// <summary>By their labels; where two are alike, as in a list, all are numbered instead.</summary>
    public static Offer Of(IEnumerable<CardAction> actions)
    {
        var all = actions.ToList();
        var alike = all.Select(a => Folded(a.Label)).Distinct(StringComparer.Ordinal).Count() < all.Count;
        return new Offer([.. all.Select((a, i) => new OfferedAnswer(alike ? (i + 1).ToString(CultureInfo.InvariantCulture) : a.Label, a.Id))]);
    }

    /// <summary>What these words choose, or null: the words offered, the name of the action's command in any language, or how much.</summary>
    public string? Chosen(string typed)
    {
        var word = Folded(typed);
        return Answers.FirstOrDefault(a => Folded(a.Word) == word)?.ActionId
            ?? Answers.FirstOrDefault(a => CommandList.Find(word) is { } command && a.ActionId.StartsWith(command.Name + ":", StringComparison.Ordinal))?.ActionId
            ?? HowMuch(typed);
    }

    /// <summary>
    /// What these words, said to the card of a need, want of it, or null. Nobody offers it there any more, or in another language; that is said by whoever
    /// decides, and not passed over in silence.
    /// </summary>
    public static string? WantedOf(JsonElement note, string typed)
    {
        // An answer that is in a thread offers actions, too, and is no card.
        var need = note.Text("need") ?? (note.Has("language") ? null : SpokenClaim.NeedOf(Read(note).Answers.Select(a => a.ActionId)));
        return need is null ? null : SpokenClaim.OfNeed(need, Folded(typed));
    }

    /// <summary>Where all that can be taken on is of one need: in a list a number is a line of it.</summary>
    private string? HowMuch(string typed) => Answers.Select(a => SpokenClaim.Of(a.ActionId, typed)).OfType<string>().Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;

    public JsonArray Write() => [.. Answers.Select(a => (JsonNode)new JsonArray(a.Word, a.ActionId))];

    public static Offer Read(JsonElement note) => new(
    [
        .. note.Items("actions")
            .Where(a => a.ValueKind == JsonValueKind.Array && a.GetArrayLength() == 2 && a.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String))
            .Select(a => new OfferedAnswer(a[0].GetString()!, a[1].GetString()!)),
    ]);

    /// <summary>As a hurried person types it: no case, no accents, no full stop or quotation marks around.</summary>
    private static string Folded(string text) => Folding.Fold(text.Trim(" .,;:!?\"'“”«»‘’[]()…*_`".ToCharArray()));
}
