using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// Documents as JSON, every value exact: instants in ticks of 100 ns, texts as they were written. What is computed is not stored. Properties may be
/// added later; a missing one keeps its default.
/// </summary>
internal static class Body
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(),
            new As<Instant, long>(i => i.ToUnixTimeTicks(), Instant.FromUnixTimeTicks),
            new As<Duration, long>(d => d.BclCompatibleTicks, Duration.FromTicks),
            new As<LocalTime, string>(LocalTimePattern.ExtendedIso.Format, s => LocalTimePattern.ExtendedIso.Parse(s).Value),
            new As<PersonId, string>(i => i.Value, v => new PersonId(v)),
            new As<PlaceId, string>(i => i.Value, v => new PlaceId(v)),
            new As<GroupId, string>(i => i.Value, v => new GroupId(v)),
            new As<MessageId, string>(i => i.Value, v => new MessageId(v)),
            new As<PostingId, string>(i => i.Value, v => new PostingId(v)),
            new As<NeedId, string>(i => i.Value, v => new NeedId(v)),
        },
    };

    public static string Write<T>(T document) => JsonSerializer.Serialize(document, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidOperationException("A stored document is empty.");

    private sealed class As<T, TJson>(Func<T, TJson> write, Func<TJson, T> read) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(JsonSerializer.Deserialize<TJson>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, write(value), options);
    }
}
