using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Core.Reminders;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;

namespace MutualAid.Storage;

/// <summary>Registers the store.</summary>
public static class StorageServices
{
    /// <summary>
    /// Adds <see cref="INeedStore"/>, <see cref="IOfferStore"/>, <see cref="IGroupStore"/>, <see cref="IMemberStore"/>, <see cref="IBookmarks"/>, <see cref="ISharedWork"/>, <see cref="IErasures"/> and <see cref="StoreLifetime"/> as singletons, from the section
    /// <c>Storage</c>. The host refuses to start on <see cref="StorageOptions.Problems"/>, then calls <see cref="StoreLifetime.Open"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => StorageOptions.From(configuration));
        services.AddSingleton(s => new StoreLifetime(s.GetRequiredService<IStore>()));
        services.AddSingleton(s => new StoreBackup(s.GetRequiredService<IStore>()));
        return StorageOptions.IsPostgres(configuration) ? services.AddPostgres() : services.AddLiteDb();
    }

    private static IServiceCollection AddLiteDb(this IServiceCollection services)
    {
        services.AddSingleton(s => new LiteDbStore(s.GetRequiredService<StorageOptions>(), s.GetRequiredService<TimeProvider>(), Migrations.All));
        services.AddSingleton<IStore>(s => s.GetRequiredService<LiteDbStore>());
        services.AddSingleton<INeedStore, LiteDbNeedStore>();
        services.AddSingleton<IOfferStore, LiteDbOfferStore>();
        services.AddSingleton<IGroupStore, LiteDbGroupStore>();
        services.AddSingleton<IMemberStore, LiteDbMemberStore>();
        services.AddSingleton<IBookmarks, LiteDbBookmarks>();
        services.AddSingleton<IErasures, LiteDbErasures>();
        services.AddSingleton<ISharedWork, AloneOnFile>();
        return services;
    }

    private static IServiceCollection AddPostgres(this IServiceCollection services)
    {
        services.AddSingleton(s => new PostgresStore(s.GetRequiredService<StorageOptions>(), s.GetRequiredService<TimeProvider>(), PostgresMigration.All));
        services.AddSingleton<IStore>(s => s.GetRequiredService<PostgresStore>());
        services.AddSingleton<INeedStore, PostgresNeedStore>();
        services.AddSingleton<IOfferStore, PostgresOfferStore>();
        services.AddSingleton<IGroupStore, PostgresGroupStore>();
        services.AddSingleton<IMemberStore, PostgresMemberStore>();
        services.AddSingleton<IBookmarks, PostgresBookmarks>();
        services.AddSingleton<IErasures, NothingRemembered>();
        services.AddSingleton<ISharedWork>(s => new PostgresSharedWork(s.GetRequiredService<StorageOptions>(), s.GetRequiredService<PostgresStore>()));
        return services;
    }
}
