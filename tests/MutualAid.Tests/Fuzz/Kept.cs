using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MutualAid.Tests.Fuzz;

/// <summary>
/// How much memory objects keep, found by walking from them and from everything static of ours. What other tests do meanwhile is not in it, as it would be in
/// the size of the heap. What is bounded by itself counts nothing: <c>Recent</c>, which has a test of its own. Neither do the tests' own objects,
/// what belongs to the whole process (instruments, timers, threads, connections), what the program's types are (serialisers), and the store's library.
/// </summary>
internal static class Kept
{
    private const int Header = 16;
    private const int Looks = 15;
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly string[] Rooms = ["MutualAid.Core", "MutualAid.Discord", "MutualAid.Matrix", "MutualAid.Storage", "MutualAid.Bot"];
    private static readonly string[] PassedOver = ["MutualAid.Tests", "xunit", "LiteDB", "System.Diagnostics.DiagnosticSource", "System.Net.Sockets", "System.Net.Http", "OpenTelemetry"];
    private static readonly ConcurrentDictionary<Type, (FieldInfo[] Led, int Size)> Shapes = new();
    private static readonly Lazy<FieldInfo[]> Statics = new(() =>
    [
        .. Rooms.SelectMany(room => Assembly.Load(room).GetTypes()).Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)).Where(f => !f.IsLiteral && Leads(f.FieldType)),
    ]);

    /// <summary>The least of many looks, until none is less for a while: what is only under way is there at one of them and gone at a later one.</summary>
    public static async Task<Look> LeastAsync(IReadOnlyList<object> roots, long enough = 0)
    {
        var least = From(roots);
        for (var since = 0; since < Looks && least.Bytes > enough; since++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            if (From(roots) is var next && next.Bytes >= least.Bytes) continue;
            (least, since) = (next, 0);
        }

        return least;
    }

    private static Look From(IReadOnlyList<object> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>(roots.Concat(Statics.Value.Select(f => f.GetValue(null)).OfType<object>()));
        var bytes = new Dictionary<Type, long>();
        while (open.TryPop(out var next))
        {
            var type = next.GetType();
            if (IsPassedOver(type) || (!type.IsValueType && !seen.Add(next))) continue;
            switch (next)
            {
                case string text:
                    Add(Header + (2L * text.Length));
                    break;
                case Array array:
                    var element = type.GetElementType()!;
                    Add(Header + ((long)array.Length * RuntimeHelpers.SizeOf(element.TypeHandle)));
                    if (!Leads(element)) break;
                    foreach (var item in array)
                    {
                        if (item is not null) open.Push(item);
                    }

                    break;
                default:
                    var (led, size) = Shapes.GetOrAdd(type, ShapeOf);
                    // A value lies in what it is a part of.
                    if (!type.IsValueType) Add(Header + size);
                    foreach (var field in led)
                    {
                        if (field.GetValue(next) is { } value) open.Push(value);
                    }

                    break;
            }

            void Add(long more) => bytes[type] = bytes.GetValueOrDefault(type) + more;
        }

        return new Look(bytes);
    }

    private static (FieldInfo[] Led, int Size) ShapeOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var t = type; t is not null; t = t.BaseType) fields.AddRange(t.GetFields(Own));
        return ([.. fields.Where(f => Leads(f.FieldType))], fields.Sum(f => RuntimeHelpers.SizeOf(f.FieldType.TypeHandle)));
    }

    /// <summary>Whether there may be objects behind it.</summary>
    private static bool Leads(Type type) => !type.IsPrimitive && !type.IsEnum && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRefLike;

    private static bool IsPassedOver(Type type) =>
        typeof(MemberInfo).IsAssignableFrom(type) || type == typeof(Thread) || type.FullName is "System.Threading.TimerQueueTimer" or "System.Threading.TimerQueue"
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ThreadLocal<>) || type.Name.StartsWith("Recent`", StringComparison.Ordinal)))
        || type.Namespace?.StartsWith("System.Reflection", StringComparison.Ordinal) is true || type.Namespace?.StartsWith("System.Text.Json.Serialization", StringComparison.Ordinal) is true
        || PassedOver.Any(p => type.Assembly.GetName().Name!.StartsWith(p, StringComparison.Ordinal));
}

/// <summary>What was kept at one time, in bytes by type.</summary>
internal sealed record Look(IReadOnlyDictionary<Type, long> ByType)
{
    public long Bytes { get; } = ByType.Values.Sum();

    /// <summary>What there is more of than before, the most first.</summary>
    public string More(Look before) => string.Join(
        ", ", ByType.Select(t => (t.Key, More: t.Value - before.ByType.GetValueOrDefault(t.Key))).Where(t => t.More > 0).OrderByDescending(t => t.More).Take(8).Select(t => $"{t.Key} {t.More}"));
}
