using System.Globalization;
using System.Reflection;

namespace MutualAid.Storage.Postgres;

/// <summary>A step to a version of the tables: one file of SQL in <c>Migrations</c>, named after its number. Steps are only ever added, never changed.</summary>
internal sealed record PostgresMigration(int To, string Name, string Sql)
{
    private const string Prefix = "Postgres/";

    /// <summary>Every step, the first one first.</summary>
    public static IReadOnlyList<PostgresMigration> All { get; } = Read();

    private static List<PostgresMigration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. names.Select(name => Read(assembly, name))];
    }

    private static PostgresMigration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource);
        return new PostgresMigration(int.Parse(name[..name.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
