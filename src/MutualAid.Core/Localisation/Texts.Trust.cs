namespace MutualAid.Core.Localisation;

/// <summary>What facilitators can do, and how it is seen.</summary>
internal static partial class Texts
{
    public const string LogBlocked = "say.log-blocked";
    public const string LogClosed = "say.log-closed";
    public const string LogDigest = "say.log-digest";
    public const string LogEmpty = "say.log-empty";
    public const string LogFreed = "say.log-freed";
    public const string LogIntro = "say.log-intro";
    public const string LogLeft = "say.log-left";
    public const string LogSetting = "say.log-setting";
    public const string LogUnblocked = "say.log-unblocked";
    public const string LogWhy = "say.log-why";
    public const string SettingsViews = "say.settings-views";
}
