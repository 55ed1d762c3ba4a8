namespace MutualAid.Core.Chat;

/// <summary>A file for one person. Text in UTF-8; at most 1 MB.</summary>
/// <param name="Name">Its name, with an ending: plain letters, digits, <c>-</c> and <c>.</c> only.</param>
/// <param name="Type">Its media type, without parameters.</param>
/// <param name="Text">What is in it.</param>
public sealed record PrivateFile(string Name, string Type, string Text);

/// <summary>A platform whose private answers can carry files (<see cref="Reply.Files"/>). One without it is never given any.</summary>
public interface IPrivateFiles
{
    /// <summary>What a person should know before they keep such a file here, in a language (BCP 47): who else could get at it, and for how long.</summary>
    string AboutFiles(string language);

    /// <summary>Where a message stands, as a link to put into such a file; null where there are no links.</summary>
    string? LinkTo(PlaceId place, MessageId? message);
}

/// <summary>A platform that knows who besides those who are meant can read what is said on it.</summary>
public interface IDisclosing
{
    /// <summary>Who that is, plainly and in a language (BCP 47).</summary>
    string WhoReads(string language);
}

/// <summary>A platform that can take away what the bot said to one person alone, though nobody remembers what that was.</summary>
public interface IPrivateWords
{
    /// <summary>
    /// Takes away what the bot said where this person alone reads it, some of it at a time; the newest answer may stay. Whether nothing is left.
    /// Idempotent. Throws <see cref="ChatException"/> where it can't be done.
    /// </summary>
    Task<bool> TakeBackAsync(PersonId person, CancellationToken cancellationToken);
}

/// <summary>A platform that notes something about groups in the store.</summary>
public interface IGroupNotes
{
    /// <summary>Erases what it noted about a group that the bot has left for good. Idempotent.</summary>
    Task EraseNotesAsync(GroupId group, CancellationToken cancellationToken);
}
