using System.Globalization;
using System.Text.Json;
using MutualAid.Core.Chat;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Bot.Operations;

/// <summary>People by a number that means something in one file only: in the order in which they come up in it.</summary>
internal sealed class ExportedPeople
{
    private readonly Dictionary<PersonId, string> _names = [];

    public string? NameOf(PersonId? person)
    {
        if (person is not { } id || id == PersonId.Nobody) return null;
        if (_names.TryGetValue(id, out var name)) return name;
        return _names[id] = string.Create(CultureInfo.InvariantCulture, $"person {_names.Count + 1}");
    }
}

/// <summary>How values stand in an export.</summary>
internal static class ExportedValues
{
    private static readonly LocalTimePattern TimeOfDay = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static void WriteInstant(this Utf8JsonWriter json, string name, Instant? instant) =>
        json.WriteString(name, instant is { } at ? InstantPattern.General.Format(at) : null);

    public static void WriteTime(this Utf8JsonWriter json, string name, LocalTime time) => json.WriteString(name, TimeOfDay.Format(time));

    /// <summary>As the keys of the configuration have it: [days.]hours:minutes:seconds.</summary>
    public static void WriteDuration(this Utf8JsonWriter json, string name, Duration duration) =>
        json.WriteString(name, duration.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture));
}
