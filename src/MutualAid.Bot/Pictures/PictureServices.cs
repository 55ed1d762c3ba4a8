using MutualAid.Core.Chat;

namespace MutualAid.Bot.Pictures;

/// <summary>What draws.</summary>
internal static class PictureServices
{
    public static IServiceCollection AddPictures(this IServiceCollection services) => services.AddSingleton<IPictures, DrawnPictures>();
}
