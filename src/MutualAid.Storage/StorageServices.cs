using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Storage;

/// <summary>The stores, for a host to use.</summary>
public static class StorageServices
{
    /// <summary>Adds the store that <see cref="OpenStore"/> opened; the host disposes of it last.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, OpenStore store)
    {
        // By factory, so that the container owns it and closes it after everything that uses it.
        services.AddSingleton(_ => store);
        services.AddSingleton<INeedStore>(s => s.GetRequiredService<OpenStore>().Store);
        return services.AddSingleton<IGroupStore>(s => s.GetRequiredService<OpenStore>().Store);
    }
}

/// <summary>An open store. Closing it waits for what is being written.</summary>
public sealed class OpenStore : IDisposable
{
    private readonly TaskCompletionSource<StorageException> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OpenStore(StorageOptions options, IReadOnlyList<Action<LiteDB.ILiteDatabase>> migrations) =>
        Store = new LiteDbStore(LiteDbFile.Open(options.Path, options.Password, migrations), e => failed.TrySetResult(e));

    /// <summary>Completes when the store broke for good: the host then stops with exit code 74.</summary>
    public Task<StorageException> Failed => failed.Task;

    internal LiteDbStore Store { get; }

    /// <summary>Opens the store. Throws a fatal <see cref="StorageException"/> whose message is one line for whoever runs the bot.</summary>
    public static OpenStore Open(IConfiguration configuration) => Open(StorageOptions.Read(configuration), Schema.Migrations);

    /// <summary>Deletes everything stored. The store must not be open.</summary>
    public static void Erase(IConfiguration configuration)
    {
        var path = StorageOptions.Read(configuration).Path;
        foreach (var file in LiteDbFile.FilesOf(path)) File.Delete(file);
    }

    /// <inheritdoc/>
    public void Dispose() => Store.Close();

    internal static OpenStore Open(StorageOptions options, IReadOnlyList<Action<LiteDB.ILiteDatabase>> migrations) => new(options, migrations);
}
