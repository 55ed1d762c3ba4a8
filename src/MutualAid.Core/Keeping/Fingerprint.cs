using System.Globalization;
using System.Text;
using MutualAid.Core.Chat;

namespace MutualAid.Core.Keeping;

/// <summary>Names a content: two cards that look the same have the same fingerprint. Says nothing about the content.</summary>
internal static class Fingerprint
{
    public static string Of(Card card, params IEnumerable<PersonId> people)
    {
        var text = new StringBuilder();
        void Part(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part).Append(';');
        void Rich(RichText rich)
        {
            foreach (var span in rich.Spans)
            {
                Part(span switch
                {
                    Words w => "w" + w.Text,
                    MemberWords w => "m" + w.Text,
                    PersonName p => "p" + p.Person,
                    PlaceName p => "a" + p.Place,
                    Moment m => string.Create(CultureInfo.InvariantCulture, $"t{m.At.ToUnixTimeTicks()} {m.Absolute} {m.Style}"),
                    CardLink l => string.Create(CultureInfo.InvariantCulture, $"l{l.Number} {l.Message}"),
                    _ => throw new InvalidOperationException($"A fingerprint of {span.GetType().Name} is missing."),
                });
            }

            Part("/");
        }

        Part(card.Language);
        Rich(card.Title);
        Part(card.Status is { } status ? status.Sign + status.Word : null);
        foreach (var line in card.Lines) Rich(line);
        if (card.Picture is { } picture) Part(picture.Content());
        foreach (var action in card.Actions) Part(action.Id + " " + action.Label);
        foreach (var reaction in card.Reactions) Part(reaction);
        foreach (var person in people) Part(person.Value);
        return Token.From(text.ToString());
    }
}
