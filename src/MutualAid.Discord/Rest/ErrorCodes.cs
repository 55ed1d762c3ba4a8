namespace MutualAid.Discord.Rest;

/// <summary>The error codes that the bot acts on (Discord: Topics, Opcodes and Status Codes, JSON).</summary>
internal static class ErrorCodes
{
    public const int UnknownChannel = 10003;
    public const int UnknownGuild = 10004;
    public const int UnknownMember = 10007;
    public const int UnknownMessage = 10008;
    public const int UnknownUser = 10013;
    public const int UnknownWebhook = 10015;
    public const int UnknownInteraction = 10062;
    public const int TooManyEditsOfOldMessage = 30046;
    public const int OpeningDirectMessagesTooFast = 40003;
    public const int TooLarge = 40005;
    public const int AlreadyAcknowledged = 40060;
    public const int MissingAccess = 50001;
    public const int CannotMessageUser = 50007;
    public const int MissingPermissions = 50013;
    public const int InvalidWebhookToken = 50027;
    public const int ThreadArchived = 50083;
    public const int NoMutualGuild = 50278;
}
