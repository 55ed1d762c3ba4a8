using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MutualAid.Core.Chat;

namespace MutualAid.Bot.Playground;

/// <summary>What goes over the wire between page and server, as the README beside this file says.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}

internal sealed record WireSpan(
    string T,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? At = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Style = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Place = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null);

internal sealed record WireAction(string Id, string Label, bool Primary);

internal sealed record WireReaction(string Emoji, int Count, bool Mine, string Label);

internal sealed record WireStatus(string Word, string Sign, string Tone);

internal sealed record WireCard(
    string Kind,
    string Lang,
    string Label,
    ImmutableArray<WireSpan> Title,
    WireStatus? Status,
    ImmutableArray<ImmutableArray<WireSpan>> Lines,
    ImmutableArray<WireAction> Actions,
    ImmutableArray<WireReaction> Reactions,
    WirePicture? Picture = null);

/// <summary>
/// <paramref name="Url"/> is a <c>data:</c> URL: the picture stays with its message, in the journal too, and who may not read the one never gets the
/// other. Sizes in pixels.
/// </summary>
internal sealed record WirePicture(string Url, string Alt, int Width, int Height);

internal sealed record WireAuthor(string Kind, string? Id, string Name);

internal sealed record WireMessage(string Id, long At, WireAuthor Author, string? Text, WireCard? Card);

internal sealed record WirePlace(string Id, string Name, PlaceKind Kind, IReadOnlyList<string> Members, bool Closed, IReadOnlyList<WireMessage> Messages);

internal sealed record WireSection(ImmutableArray<WireSpan> Text, ImmutableArray<WireAction> Actions);

internal sealed record WireChoice(string Value, string Label);

internal sealed record WireField(
    string Name, string Label, bool Required, int MaxLength, string Value, bool Paragraph, string Hint, ImmutableArray<WireChoice> Choices);

internal sealed record WireForm(string Id, string Title, string Submit, ImmutableArray<WireField> Fields);

internal sealed record WireReply(
    string Lang,
    ImmutableArray<WireSpan> Text,
    ImmutableArray<WireSection> Sections,
    ImmutableArray<WireAction> Actions,
    WireForm? Form,
    string? GivenBack,
    ImmutableArray<PrivateFile> Files);

internal sealed record SayRequest(string? As, string? Place, string? Text, string? Key);

internal sealed record PressRequest(string? As, string? Place, string? Action, string? Key);

internal sealed record SubmitRequest(string? As, string? Place, string? Form, Dictionary<string, string?>? Values, string? Key);

internal sealed record ReactRequest(string? As, string? Place, string? Message, string? Emoji, bool On, string? Key);

internal sealed record ClockRequest(string? Step);

internal sealed record LanguageRequest(string? As, string? Language);
