using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Matching;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using MutualAid.Core.Reminders;
using MutualAid.Core.Trust;

namespace MutualAid.Core;

/// <summary>What mutual aid is, for a host to run.</summary>
public static class CoreServices
{
    /// <summary>
    /// Adds the dispatcher, completions, keeper and due work. The host adds the stores and the platforms, and stops on
    /// <see cref="GroupOptions.Problems"/>.
    /// </summary>
    public static IServiceCollection AddCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<GroupOptions>(configuration.GetSection(GroupOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GroupDirectory>().AddSingleton<NeedChanges>().AddSingleton<NeedFinder>();
        services.AddSingleton<PostNeed>().AddSingleton<ListNeeds>().AddSingleton<ListMine>().AddSingleton<ClaimNeed>().AddSingleton<ReleaseClaim>()
            .AddSingleton<FinishNeed>().AddSingleton<CloseNeed>().AddSingleton<EditNeed>().AddSingleton<BumpNeed>().AddSingleton<FreeClaims>()
            .AddSingleton<ReopenNeed>().AddSingleton<ShowDetails>().AddSingleton<ShowMore>().AddSingleton<MoveCards>().AddSingleton<SeeArrivals>().AddSingleton<ChangeSettings>()
            .AddSingleton<PostOffer>().AddSingleton<ListOffers>().AddSingleton<ChangeOffer>().AddSingleton<AskForOffer>().AddSingleton<SuggestOffers>()
            .AddSingleton<SetCategory>().AddSingleton<StillThere>().AddSingleton<TellAbout>().AddSingleton<ShowDigest>()
            .AddSingleton<UseCases>();
        services.AddSingleton<Wording>().AddSingleton<OfferMatches>().AddSingleton<OfferChanges>().AddSingleton<OfferFinder>().AddSingleton<OfferKeeper>().AddSingleton<EraseClosed>();
        services.AddSingleton<MayPost>().AddSingleton<CarryActs>().AddSingleton<WhoFacilitates>().AddSingleton<BlockPerson>().AddSingleton<ReadBlocked>().AddSingleton<TellBlocked>()
            .AddSingleton<ReportWords>().AddSingleton<ReportThing>().AddSingleton<DecideReport>().AddSingleton<TellReports>()
            .AddSingleton<Newcomers>().AddSingleton<WaveThrough>();
        services.AddSingleton<FindMine>().AddSingleton<ExportMine>().AddSingleton<ForgetPerson>().AddSingleton<ShowPrivacy>().AddSingleton<EraseAbandoned>().AddSingleton<NamingStores>();
        services.AddSingleton(s => new ForgetAgain(
            s.GetRequiredService<IErasures>(), s.GetRequiredService<NamingStores>(), s.GetRequiredService<ForgetPerson>(), s.GetRequiredService<EraseAbandoned>(),
            s.GetRequiredService<GroupDirectory>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ForgetAgain>>()));
        services.AddSingleton<Troubles>().AddSingleton<TroubleWord>().AddSingleton<TellTrouble>();
        services.AddSingleton<Poster>().AddSingleton<SetAside>().AddSingleton<NeedKeeper>().AddSingleton<GroupKeeper>().AddSingleton<MemberKeeper>().AddSingleton<MemberDirectory>();
        services.AddSingleton<RemindGroup>().AddSingleton<AskSilent>().AddSingleton<PostDigest>().AddSingleton<TallyWeeks>().AddSingleton<Uptime>().AddSingleton<ClockTrust>();
        services.AddSingleton<DueUses>();
        services.AddSingleton(s => new Keeper(
            () => new Keepers(
                s.GetRequiredService<NeedKeeper>(), s.GetRequiredService<OfferKeeper>(), s.GetRequiredService<GroupKeeper>(), s.GetRequiredService<MemberKeeper>()),
            s.GetRequiredService<ISharedWork>(), s.GetRequiredService<ILogger<Keeper>>()));
        services.AddSingleton<IAttention>(s => s.GetRequiredService<Keeper>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Keeper>());
        services.AddSingleton(s => new Dispatcher(
            s.GetRequiredService<GroupDirectory>(), s.GetRequiredService<INeedStore>(), s.GetRequiredService<UseCases>(),
            s.GetRequiredService<Troubles>(), s.GetRequiredService<TellTrouble>(), s.GetRequiredService<TellReports>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Dispatcher>>()));
        services.AddSingleton(s => new Completions(
            s.GetRequiredService<GroupDirectory>(), s.GetRequiredService<INeedStore>(), s.GetRequiredService<IOfferStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StandingBy>();
        services.AddSingleton(s => new DueWork(
            s.GetRequiredService<INeedStore>(), s.GetRequiredService<IOfferStore>(), s.GetRequiredService<IGroupStore>(), s.GetRequiredService<IMemberStore>(), s.GetRequiredService<DueUses>(),
            s.GetRequiredService<Keeper>(), s.GetRequiredService<ISharedWork>(), s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
