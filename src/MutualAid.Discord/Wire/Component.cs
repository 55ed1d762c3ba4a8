namespace MutualAid.Discord.Wire;

/// <summary>
/// A component of a message or a modal, as far as the bot sends and reads them; what does not apply to its type is null and is not
/// written (Discord: Components, Component Reference).
/// </summary>
internal sealed record Component
{
    public required int Type { get; init; }

    /// <summary>Unique within the message; comes back when the message is read.</summary>
    public int? Id { get; init; }

    public string? CustomId { get; init; }

    public string? Content { get; init; }

    public string? Label { get; init; }

    public int? Style { get; init; }

    public int? AccentColor { get; init; }

    public IReadOnlyList<Component>? Components { get; init; }

    /// <summary>What a label holds. Discord calls it <c>component</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("component")]
    public Component? Labelled { get; init; }

    public IReadOnlyList<SelectOption>? Options { get; init; }

    public string? Placeholder { get; init; }

    public bool? Required { get; init; }

    public int? MaxLength { get; init; }

    public string? Value { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public FileReference? File { get; init; }

    /// <summary>What a gallery shows.</summary>
    public IReadOnlyList<GalleryItem>? Items { get; init; }
}

internal sealed record SelectOption(string Label, string Value, bool? Default = null);

internal sealed record FileReference(string Url);

/// <summary><paramref name="Description"/> is what a screen reader says of it.</summary>
internal sealed record GalleryItem(FileReference Media, string? Description = null);

/// <summary>The numbers of the component types.</summary>
internal static class ComponentTypes
{
    public const int ActionRow = 1;
    public const int Button = 2;
    public const int StringSelect = 3;
    public const int TextInput = 4;
    public const int TextDisplay = 10;
    public const int MediaGallery = 12;
    public const int File = 13;
    public const int Container = 17;
    public const int Label = 18;
}

/// <summary>The limits that the bot's messages and modals have to keep (Discord: Components, Component Reference; Messages).</summary>
internal static class ComponentLimits
{
    public const int ComponentsAMessage = 40;
    public const int TextAMessage = 4000;
    public const int Description = 1024;
    public const int ButtonsARow = 5;
    public const int ButtonLabel = 80;
    public const int ModalTitle = 45;
    public const int ModalLabel = 45;
    public const int ModalPlaceholder = 100;
    public const int ModalValue = 4000;
}
