using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Talking;

/// <summary>One question of a form, with the answer that stands.</summary>
internal sealed record Question(string Name, string Label, bool Required, int Longest, string Value, string Hint, ImmutableArray<Choice> Choices);

/// <summary>
/// A form asked one short question at a time. All of it travels in the message that asks, so that a conversation goes on after any crash,
/// and nothing of it is kept here. Immutable.
/// </summary>
internal sealed record Questions(string FormId, ImmutableArray<Question> All, int At)
{
    public static Questions Of(Form form) => new(
        form.Id, [.. form.Fields.Select(f => new Question(f.Name, f.Label, f.Required, f.MaxLength, f.Value, f.Hint, f.Choices))], 0);

    public Question Current => All[At];

    public bool IsLast => At == All.Length - 1;

    /// <summary>Whether all that has to be answered is.</summary>
    public bool CanBeSent => All.All(q => !q.Required || q.Value.Length > 0);

    public ImmutableDictionary<string, string> Values => All.ToImmutableDictionary(q => q.Name, q => q.Value);

    public Questions Next() => this with { At = At + 1 };

    /// <summary>The same with this answer to the current question; null where it can't be one.</summary>
    public Questions? With(string answer)
    {
        var question = Current;
        if (answer.Length > question.Longest && question.Choices.IsEmpty) return null;
        if (!question.Choices.IsEmpty)
        {
            var folded = Folding.Fold(answer);
            var choice = question.Choices.FirstOrDefault(c => Folding.Fold(c.Value) == folded || Folding.Fold(c.Label) == folded)
                // "yes" and "si" say the same wherever there is a yes.
                ?? question.Choices.FirstOrDefault(c => c.Value == "yes" && folded is "y" or "si" or "s") ?? question.Choices.FirstOrDefault(c => c.Value == "no" && folded is "n");
            if (choice is null) return null;
            answer = choice.Value;
        }

        return this with { All = All.SetItem(At, question with { Value = answer }) };
    }

    public JsonObject Write() => new()
    {
        ["id"] = FormId,
        ["at"] = At,
        ["fields"] = new JsonArray([.. All.Select(q => (JsonNode)new JsonObject
        {
            ["name"] = q.Name,
            ["label"] = q.Label,
            ["required"] = q.Required,
            ["longest"] = q.Longest,
            ["value"] = q.Value,
            ["hint"] = q.Hint,
            ["choices"] = new JsonArray([.. q.Choices.Select(c => (JsonNode)new JsonArray(c.Value, c.Label))]),
        })]),
    };

    /// <summary>What a message of the bot asks; null where it asks nothing.</summary>
    public static Questions? Read(JsonElement note)
    {
        var form = note.Object("form");
        if (form.Text("id") is not { } id) return null;
        ImmutableArray<Question> all =
        [
            .. form.Items("fields").Select(f => new Question(
                f.Text("name") ?? "", f.Text("label") ?? "", f.Flag("required"), (int)(f.Whole("longest") ?? 0), f.Text("value") ?? "", f.Text("hint") ?? "",
                [.. f.Items("choices").Where(c => c.ValueKind == JsonValueKind.Array && c.GetArrayLength() == 2).Select(c => new Choice(c[0].ToString(), c[1].ToString()))])),
        ];
        var at = (int)(form.Whole("at") ?? 0);
        return at >= 0 && at < all.Length ? new Questions(id, all, at) : null;
    }
}
