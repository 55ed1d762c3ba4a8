using MutualAid.Core.Matching;

namespace MutualAid.Bot.Matching;

/// <summary>What knows the forms of words.</summary>
internal static class WordServices
{
    public static IServiceCollection AddWords(this IServiceCollection services) => services.AddSingleton<IWordForms, StemmedForms>();
}
