namespace MutualAid.Discord.Permissions;

/// <summary>The permissions that matter here, by bit (Discord: Topics, Permissions).</summary>
[Flags]
internal enum Permission : ulong
{
    None = 0,
    Administrator = 1ul << 3,
    ManageGuild = 1ul << 5,
    ViewChannel = 1ul << 10,
    SendMessages = 1ul << 11,
    ManageMessages = 1ul << 13,
    ReadMessageHistory = 1ul << 16,
    CreatePrivateThreads = 1ul << 36,
    SendMessagesInThreads = 1ul << 38,
}
