using System.Text.Json;

namespace MutualAid.Discord.Rest;

/// <summary>
/// What the bot reads of an answer that says no (Discord: Reference, Error Messages; Topics, Rate Limits, Exceeding A Rate Limit).
/// <paramref name="IsJson"/> is false for a page of the network in front of Discord. Nothing of the wording is kept.
/// </summary>
internal readonly record struct ErrorBody(bool IsJson, int Code, TimeSpan? RetryAfter, bool IsGlobal)
{
    public static ErrorBody Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Members(ref reader) : default;
        }
        catch (JsonException)
        {
            // Not JSON is a finding here, not a fault.
            return default;
        }
    }

    private static ErrorBody Members(ref Utf8JsonReader reader)
    {
        var found = new ErrorBody(IsJson: true, 0, null, IsGlobal: false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            var isRetryAfter = reader.ValueTextEquals("retry_after"u8);
            var isGlobal = reader.ValueTextEquals("global"u8);
            reader.Read();
            var isNumber = reader.TokenType == JsonTokenType.Number;
            if (isCode && isNumber && reader.TryGetInt32(out var code)) found = found with { Code = code };
            if (isRetryAfter && isNumber && reader.TryGetDouble(out var after)) found = found with { RetryAfter = LimitHeaders.Seconds(after) };
            if (isGlobal) found = found with { IsGlobal = reader.TokenType == JsonTokenType.True };
            reader.Skip();
        }

        return found;
    }
}
