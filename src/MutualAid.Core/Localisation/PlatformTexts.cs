namespace MutualAid.Core.Localisation;

/// <summary>The texts that a platform says by itself, by key.</summary>
public static class PlatformTexts
{
    /// <summary>The name of the menu entry on somebody's message that makes a need of it.</summary>
    public const string QuoteMessage = "platform.quote-message";

    /// <summary>To whoever invited the bot: what to do first.</summary>
    public const string Welcome = "platform.welcome";

    /// <summary>What the bot may not do, with <c>{permissions}</c>.</summary>
    public const string MissingEverywhere = "platform.missing-everywhere";

    /// <summary>What the bot may not do in <c>{place}</c>, with <c>{permissions}</c>.</summary>
    public const string MissingIn = "platform.missing-in";

    /// <summary>Before what could not be sent as a direct message and is shown here instead, for this person alone.</summary>
    public const string ShownHereInstead = "platform.shown-here-instead";
}
