using System.Collections.Immutable;

namespace MutualAid.Core.Chat;

/// <summary>A platform that knows whom a group trusts with its settings.</summary>
public interface IFacilitators
{
    /// <summary>
    /// Who may be told when something is wrong with a group, best first, at most five; never the bot itself. Empty where nobody is known.
    /// Throws <see cref="ChatException"/> where that can't be found out.
    /// </summary>
    Task<ImmutableArray<PersonId>> FacilitatorsAsync(GroupId group, CancellationToken cancellationToken);

    /// <summary>
    /// Whether this person is trusted with the group now; false for who is not in it any more. Throws <see cref="ChatException"/> where that can't be
    /// found out.
    /// </summary>
    Task<bool> IsFacilitatorAsync(GroupId group, PersonId person, CancellationToken cancellationToken);
}
