using MutualAid.Core.Localisation;

namespace MutualAid.Core.Chat;

/// <summary>Rich text as plain text: the fallback of every platform, and what tests and screen readers read.</summary>
public static class PlainText
{
    /// <summary>The text; people and places by the names that the platform gives.</summary>
    public static string Of(RichText text, Func<PersonId, string> person, Func<PlaceId, string> place) =>
        string.Concat(text.Spans.Select(span => span switch
        {
            Words words => words.Text,
            MemberWords words => MemberText.Shown(words.Text),
            PersonName name => person(name.Person),
            PlaceName name => place(name.Place),
            Moment moment => moment.Absolute,
            CardLink link => "#" + link.Number,
            _ => throw new InvalidOperationException($"A plain text for {span.GetType().Name} is missing."),
        }));
}
