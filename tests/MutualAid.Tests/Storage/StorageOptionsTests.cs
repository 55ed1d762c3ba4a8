using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class StorageOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mutualaid-options-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_section_is_fine()
    {
        Assert.Empty(StorageOptions.Problems(Section()));
        Assert.Equal(new StorageOptions("data/mutualaid.db", null), StorageOptions.From(Section()));
    }

    [Fact]
    public void A_password_may_stand_in_a_file_and_is_never_shown()
    {
        var file = Path.Combine(_folder, "password");
        File.WriteAllText(file, "two words \r\n");
        var section = Section(("LiteDb:PasswordFile", file), ("LiteDb:Password", ""));
        Assert.Empty(StorageOptions.Problems(section));
        Assert.Equal("two words ", StorageOptions.From(section).Password);
        Assert.DoesNotContain("two words", StorageOptions.From(section).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Provider", "Oracle", "Storage:Provider is 'Oracle'; it may be LiteDb or Postgres.")]
    [InlineData("Provider", "Postgres", "Storage:Postgres:ConnectionString is not set, but Storage:Provider is Postgres; it may be a text such as 'Host=")]
    [InlineData("LiteDb:Path", "  ", "Storage:LiteDb:Path is '  '; it may be")]
    [InlineData("LiteDb:PasswordFile", "/nowhere/at/all", "Storage:LiteDb:PasswordFile is '/nowhere/at/all', which is not there")]
    public void A_bad_value_is_one_line_with_key_value_and_what_it_may_be(string key, string value, string says)
    {
        var problem = Assert.Single(StorageOptions.Problems(Section((key, value))));
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void A_connection_string_may_stand_in_a_file_and_is_never_shown()
    {
        var file = Path.Combine(_folder, "connection");
        File.WriteAllText(file, "Host=db.example.org;Database=town;Username=bot;Password=hunter2;Command Timeout=30\n");
        var section = Section(("Provider", "postgres"), ("Postgres:ConnectionStringFile", file));
        Assert.Empty(StorageOptions.Problems(section));
        var options = StorageOptions.From(section);
        Assert.Equal("Postgres at db.example.org/town", options.ToString());
        // What is given counts, and what is not is as it serves a bot.
        Assert.Equal((30, 5, "hunter2"), (options.Postgres!.Connection.CommandTimeout, options.Postgres.Connection.Timeout, options.Postgres.Connection.Password));
        var twice = Assert.Single(StorageOptions.Problems(Section(("Provider", "Postgres"), ("Postgres:ConnectionStringFile", file), ("Postgres:ConnectionString", "Host=a;Password=hunter3"))));
        Assert.Contains("give only one of them", twice, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", twice, StringComparison.Ordinal);
        var missing = Assert.Single(StorageOptions.Problems(Section(("Provider", "Postgres"), ("Postgres:ConnectionStringFile", "/nowhere/at/all"))));
        Assert.Contains("ConnectionStringFile is '/nowhere/at/all', which is not there", missing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hots=localhost;Password=hunter2")]
    [InlineData("Host=localhost;Port=hunter2")]
    [InlineData("postgres://bot:hunter2@db/town")]
    [InlineData("Host=localhost;Minimum Pool Size=50;Password=hunter2")]
    [InlineData("Host=localhost;SSL Mode=hunter2")]
    [InlineData("Database=town;Password=hunter2")]
    public void A_connection_string_that_is_not_one_is_refused_without_showing_it(string text)
    {
        var problem = Assert.Single(StorageOptions.Problems(Section(("Provider", "Postgres"), ("Postgres:ConnectionString", text))));
        Assert.StartsWith("Storage:Postgres:ConnectionString ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_servers_the_one_that_takes_writes_is_used()
    {
        Assert.Equal("primary", PostgresOptions.Of("Host=a,b;Database=town").Connection.TargetSessionAttributes);
        Assert.Null(PostgresOptions.Of("Host=a;Database=town").Connection.TargetSessionAttributes);
    }

    [Fact]
    public void A_password_given_twice_is_refused_without_showing_it()
    {
        var file = Path.Combine(_folder, "password");
        File.WriteAllText(file, "hunter2");
        var problem = Assert.Single(StorageOptions.Problems(Section(("LiteDb:PasswordFile", file), ("LiteDb:Password", "hunter3"))));
        Assert.Contains("only one of them", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_opens_the_store_and_then_it_works()
    {
        var services = new ServiceCollection().AddStorage(Section(("LiteDb:Path", Path.Combine(_folder, "new", "store.db"))));
        await using var provider = services.BuildServiceProvider();
        var groups = provider.GetRequiredService<IGroupStore>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => groups.FindAsync(new("g"), default));

        provider.GetRequiredService<StoreLifetime>().Open();
        Assert.Null(await groups.FindAsync(new("g"), default));
        Assert.Empty(await provider.GetRequiredService<INeedStore>().OpenInAsync(new("g"), default));
    }

    private static IConfiguration Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"Storage:{v.Key}", (string?)v.Value)))
        .Build();
}
