namespace MutualAid.Core.Chat;

/// <summary>How somebody who was let into a private conversation stands to it.</summary>
public enum Attendance
{
    /// <summary>They have yet to come in.</summary>
    Invited,

    /// <summary>They are in it.</summary>
    In,

    /// <summary>They said no, or left.</summary>
    Out,
}

/// <summary>
/// A platform on which nobody is put into a private conversation: people are invited, and come in by themselves or do not. It says so when somebody
/// does either (<see cref="Commands.Dispatcher.AttendanceChangedAsync"/>).
/// </summary>
public interface IInvites
{
    /// <summary>How everybody who was ever let into a conversation stands to it. Whom it does not name has yet to come in.</summary>
    Task<IReadOnlyDictionary<PersonId, Attendance>> AttendanceAsync(PlaceId conversation, CancellationToken cancellationToken);
}
