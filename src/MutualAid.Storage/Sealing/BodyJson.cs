using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Storage.Sealing;

/// <summary>
/// How a document's body is written before it is sealed. LiteDB's own mapping trims strings, cuts instants to milliseconds and fills missing members
/// with null without a word; this one keeps every value exactly and refuses what is missing.
/// </summary>
internal static class BodyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        // What follows from other values is not stored.
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(),
            new IdConverter<NeedId>(v => new NeedId(v), id => id.Value),
            new IdConverter<OfferId>(v => new OfferId(v), id => id.Value),
            new IdConverter<GroupId>(v => new GroupId(v), id => id.Value),
            new IdConverter<PersonId>(v => new PersonId(v), id => id.Value),
            new IdConverter<PlaceId>(v => new PlaceId(v), id => id.Value),
            new IdConverter<MessageId>(v => new MessageId(v), id => id.Value),
            new IdConverter<PostingId>(v => new PostingId(v), id => id.Value),
            new TicksConverter<Instant>(Instant.FromUnixTimeTicks, i => i.ToUnixTimeTicks()),
            new TicksConverter<Duration>(Duration.FromTicks, d => d.BclCompatibleTicks),
            new PatternConverter<LocalTime>(LocalTimePattern.ExtendedIso),
            new PatternConverter<LocalDate>(LocalDatePattern.Iso),
        },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Spaces at the end mean nothing.</summary>
    public static T Read<T>(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize<T>(body, Options) ?? throw Empty();

    public static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body, Options) ?? throw Empty();

    private static JsonException Empty() => new("A stored document is empty.");

    private sealed class IdConverter<T>(Func<string, T> make, Func<T, string> value) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            make(reader.GetString() ?? throw new JsonException("An id is null."));

        public override void Write(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WriteStringValue(value(id));
    }

    private sealed class TicksConverter<T>(Func<long, T> make, Func<T, long> ticks) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => make(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(ticks(value));
    }

    private sealed class PatternConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            pattern.Parse(reader.GetString()!).GetValueOrThrow();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(pattern.Format(value));
    }
}
