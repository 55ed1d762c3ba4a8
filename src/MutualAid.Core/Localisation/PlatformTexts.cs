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

    /// <summary>To a room that the bot was invited to: what to type.</summary>
    public const string Hello = "platform.matrix.hello";

    /// <summary>To somebody who began a private room with the bot.</summary>
    public const string HelloDirect = "platform.matrix.hello-direct";

    /// <summary>Once in an encrypted room, with <c>{bot}</c>.</summary>
    public const string Encrypted = "platform.matrix.encrypted";

    /// <summary>To somebody whose private room is encrypted.</summary>
    public const string EncryptedDirect = "platform.matrix.encrypted-direct";

    /// <summary>Below a card: the words that can be replied, <c>{answers}</c>.</summary>
    public const string ReplyWith = "platform.matrix.reply-with";

    /// <summary>Beside it: <c>{reactions}</c>.</summary>
    public const string OrReact = "platform.matrix.or-react";

    /// <summary>Below a private answer: <c>{answers}</c>.</summary>
    public const string AnswerWith = "platform.matrix.answer-with";

    /// <summary>Below a list whose choices are numbered.</summary>
    public const string AnswerWithNumber = "platform.matrix.answer-with-number";

    /// <summary>In public, before the bot's name: only in private can this be answered.</summary>
    public const string MessageMe = "platform.matrix.message-me";

    /// <summary>Before what stands as the answer to a question now.</summary>
    public const string AnswerNow = "platform.matrix.answer-now";

    /// <summary>Leaves a question as it is.</summary>
    public const string WaySkip = "platform.matrix.way-skip";

    /// <summary>Sends a form without its other questions.</summary>
    public const string WaySend = "platform.matrix.way-send";

    /// <summary>Gives a form up.</summary>
    public const string WayCancel = "platform.matrix.way-cancel";

    /// <summary>The word for it.</summary>
    public const string WordSkip = "platform.matrix.word-skip";

    /// <summary>The word for it.</summary>
    public const string WordSend = "platform.matrix.word-send";

    /// <summary>The word for it.</summary>
    public const string WordCancel = "platform.matrix.word-cancel";

    /// <summary>A form was given up.</summary>
    public const string Cancelled = "platform.matrix.cancelled";

    /// <summary>There was none.</summary>
    public const string NothingToCancel = "platform.matrix.nothing-to-cancel";

    /// <summary>A question is asked again.</summary>
    public const string NotAnAnswer = "platform.matrix.not-an-answer";

    /// <summary>In a private room: nothing is meant by this.</summary>
    public const string NotUnderstood = "platform.matrix.not-understood";

    /// <summary>Before a list of groups.</summary>
    public const string WhichGroup = "platform.matrix.which-group";

    /// <summary>One of them was chosen: <c>{group}</c>.</summary>
    public const string GroupNow = "platform.matrix.group-now";

    /// <summary>There is none.</summary>
    public const string NoGroup = "platform.matrix.no-group";

    /// <summary>To somebody who pressed a button in a direct message, of a group that they are not in any more.</summary>
    public const string NotInGroup = "platform.discord.not-in-group";

    /// <summary>To somebody who floods.</summary>
    public const string TooFast = "platform.matrix.too-fast";

    /// <summary>Private details were said in a group's room.</summary>
    public const string SaidInPublic = "platform.matrix.said-in-public";

    /// <summary>The same, and the message is gone.</summary>
    public const string SaidInPublicRemoved = "platform.matrix.said-in-public-removed";

    /// <summary>A power that the bot lacks.</summary>
    public const string LeaveToSend = "platform.matrix.leave-to-send";

    /// <summary>A power that the bot lacks.</summary>
    public const string LeaveToReact = "platform.matrix.leave-to-react";

    /// <summary>Who besides those who are meant can read what is said; for each platform, by its name.</summary>
    public const string DiscordReads = "platform.discord.reads";

    /// <summary>The same on Matrix.</summary>
    public const string MatrixReads = "platform.matrix.reads";

    /// <summary>The same in the playground.</summary>
    public const string PlaygroundReads = "platform.playground.reads";

    /// <summary>What to know of a file that is given in private.</summary>
    public const string DiscordFiles = "platform.discord.files";

    /// <summary>The same on Matrix.</summary>
    public const string MatrixFiles = "platform.matrix.files";

    /// <summary>The same in the playground.</summary>
    public const string PlaygroundFiles = "platform.playground.files";

    /// <summary>The homeserver did not take the files.</summary>
    public const string FileRefused = "platform.matrix.file-refused";
}
