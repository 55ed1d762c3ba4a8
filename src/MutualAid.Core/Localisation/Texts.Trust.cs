namespace MutualAid.Core.Localisation;

/// <summary>What facilitators can do, and how it is seen.</summary>
internal static partial class Texts
{
    public const string BlockAlready = "say.block-already";
    public const string BlockDaysBad = "say.block-days-bad";
    public const string BlockDone = "say.block-done";
    public const string BlockFacilitatorOnly = "say.block-facilitator-only";
    public const string BlockIntro = "say.block-intro";
    public const string BlockLiftedWord = "say.block-lifted-word";
    public const string BlockOfFacilitator = "say.block-of-facilitator";
    public const string BlockSelf = "say.block-self";
    public const string BlockTooMany = "say.block-too-many";
    public const string BlockUnknown = "say.block-unknown";
    public const string BlockedIntro = "say.blocked-intro";
    public const string BlockedMeans = "say.blocked-means";
    public const string BlockedNobody = "say.blocked-nobody";
    public const string BlockedNotSaved = "say.blocked-not-saved";
    public const string BlockedRow = "say.blocked-row";
    public const string BlockedTalk = "say.blocked-talk";
    public const string BlockedTalkTo = "say.blocked-talk-to";
    public const string BlockedTheirWords = "say.blocked-their-words";
    public const string BlockedUntil = "say.blocked-until";
    public const string BlockedWhy = "say.blocked-why";
    public const string ButtonBlock = "say.button-block";
    public const string ButtonUnblock = "say.button-unblock";
    public const string ConcernAdvertising = "say.concern-advertising";
    public const string ConcernHurtful = "say.concern-hurtful";
    public const string ConcernMissing = "say.concern-missing";
    public const string ConcernNotForThis = "say.concern-not-for-this";
    public const string ConcernOther = "say.concern-other";
    public const string ConcernRepeats = "say.concern-repeats";
    public const string ConcernUnsafe = "say.concern-unsafe";
    public const string ConcernWordsMissing = "say.concern-words-missing";
    public const string FieldDays = "field.days";
    public const string FieldWhy = "field.why";
    public const string FieldWords = "field.words";
    public const string FormBlockSubmit = "say.form-block-submit";
    public const string FormBlockTitle = "say.form-block-title";
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
    public const string UnblockDone = "say.unblock-done";
    public const string UnblockGone = "say.unblock-gone";
}
