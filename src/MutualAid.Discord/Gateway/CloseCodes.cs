namespace MutualAid.Discord.Gateway;

/// <summary>What follows from the end of a connection.</summary>
internal enum AfterClose
{
    /// <summary>The session may still be there.</summary>
    Resume,

    /// <summary>The session may still be there, but we were too fast.</summary>
    ResumeLater,

    /// <summary>The session is gone.</summary>
    NewSession,

    /// <summary>There are too few shards.</summary>
    MoreShards,

    /// <summary>It would be the same for ever.</summary>
    Stop,
}

/// <summary>
/// The gateway's close codes by what they mean for us (Discord: Topics, Opcodes and Status Codes). Trying to resume is always safe: a
/// refusal costs one more message.
/// </summary>
internal static class CloseCodes
{
    /// <summary>Ends the session: the bot goes offline.</summary>
    public const int Goodbye = 1000;

    /// <summary>Any code but 1000 and 1001 keeps the session.</summary>
    public const int BackSoon = 4000;

    public const int BadToken = 4004;

    public static AfterClose Meaning(int? code) => code switch
    {
        1000 or 1001 or 4001 or 4003 or 4007 or 4009 => AfterClose.NewSession,
        4008 => AfterClose.ResumeLater,
        4011 => AfterClose.MoreShards,
        BadToken or 4010 or 4012 or 4013 or 4014 => AfterClose.Stop,
        _ => AfterClose.Resume,
    };

    /// <summary>One line for whoever runs the bot.</summary>
    public static string Reason(int? code) => code switch
    {
        BadToken => "Discord refused the token in Discord:Token. Copy it again from the application's Bot page; if it was reset, the old one is dead.",
        4010 => "Discord refused the numbers of the shards. Check Discord:Shards and Discord:ShardRange, or leave both out.",
        4011 => "Discord wants more shards than Discord:Shards says. Raise it, or leave it out and Discord says how many.",
        4012 => "Discord no longer speaks version 10 of its gateway. A newer MutualAid.Bot is needed.",
        4013 => "Discord does not know the events that this version asks for. A newer MutualAid.Bot is needed.",
        4014 => "Discord refused the events that this version asks for, though none is privileged. Look at Privileged Gateway Intents on the application's Bot page.",
        _ => "Discord refused the connection for good.",
    };
}
