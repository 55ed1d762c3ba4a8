using System.Collections.Immutable;

namespace MutualAid.Core.Chat;

/// <summary>
/// What the actor is told, privately: nobody else may see any part of it. An adapter that can't keep it private
/// refuses it and never falls back to public.
/// </summary>
public sealed record Reply
{
    /// <summary>BCP 47 tag of the language its words are in.</summary>
    public required string Language { get; init; }

    /// <summary>What happened, whether it was saved, and what can be done next. May be empty when there is a form.</summary>
    public required RichText Text { get; init; }

    /// <summary>Buttons below the text.</summary>
    public ImmutableArray<CardAction> Actions { get; init; } = [];

    /// <summary>Further paragraphs, each with buttons of its own: the rows of a list.</summary>
    public ImmutableArray<ReplySection> Sections { get; init; } = [];

    /// <summary>A form to fill in, or null.</summary>
    public Form? Form { get; init; }

    /// <summary>
    /// It only says how what was typed could not be read, and repeats nothing but that: where the platform has no answer that one person
    /// sees, it may stand beside what was typed.
    /// </summary>
    public bool IsAboutInput { get; init; }

    /// <summary>
    /// It shows private details of a need: where answers stay, it is taken away again as soon as something else is said to this person.
    /// </summary>
    public bool ShowsDetails { get; init; }

    /// <summary>
    /// Files for this person alone; only on a platform that is <see cref="IPrivateFiles"/>. Never kept anywhere by us, and never shown to anybody else.
    /// </summary>
    public ImmutableArray<PrivateFile> Files { get; init; } = [];

    /// <summary>What the person typed and we did not take, word for word, so that nothing is lost; or null.</summary>
    public string? GivenBack { get; init; }
}

/// <summary>One row of a list.</summary>
public sealed record ReplySection(RichText Text, ImmutableArray<CardAction> Actions);

/// <summary>
/// Questions to one person. <paramref name="Id"/> comes back in <see cref="FormSubmitted"/> and is unique to this
/// opening of the form, so that a form sent twice acts once. At most five fields (Discord's limit for a modal).
/// <paramref name="Again"/> is the action that opens the same form anew, for a platform that can't open one at any moment.
/// </summary>
public sealed record Form(string Id, string Title, string Submit, ImmutableArray<FormField> Fields, string Again);

/// <summary>
/// One question. <paramref name="MaxLength"/> in UTF-16 units; an adapter may let more through, the use case refuses it.
/// <paramref name="Choices"/> is empty for free text.
/// </summary>
public sealed record FormField(
    string Name,
    string Label,
    bool Required,
    int MaxLength,
    string Value,
    bool Paragraph,
    ImmutableArray<Choice> Choices,
    string Hint);

/// <summary>A value that can be chosen and how it reads.</summary>
public sealed record Choice(string Value, string Label);
