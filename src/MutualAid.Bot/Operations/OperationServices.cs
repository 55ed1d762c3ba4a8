namespace MutualAid.Bot.Operations;

/// <summary>What whoever runs the bot can ask of it.</summary>
internal static class OperationServices
{
    /// <summary>Does the work; needs the store and the options of groups.</summary>
    public static IServiceCollection AddOperatorTasks(this IServiceCollection services) => services.AddSingleton<OperatorTasks>();

    /// <summary>Does the work, and listens for who asks.</summary>
    public static IServiceCollection AddOperatorSocket(this IServiceCollection services) => services.AddOperatorTasks().AddHostedService<OperatorSocket>();
}
