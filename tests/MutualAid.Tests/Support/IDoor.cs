namespace MutualAid.Tests.Support;

/// <summary>The group's place on a stage, as whoever is in charge of it sees it: they close and open it to the bot, and hear of it in private.</summary>
internal interface IDoor
{
    IStage Stage { get; }

    /// <summary>The bot may no longer write there.</summary>
    Task CloseAsync();

    Task OpenAsync();

    /// <summary>What the bot shows in the place now.</summary>
    Task<IReadOnlyList<string>> ShownAsync();

    /// <summary>What the bot said in private to each person who may be told.</summary>
    Task<IReadOnlyList<string>> ToldAsync();
}
