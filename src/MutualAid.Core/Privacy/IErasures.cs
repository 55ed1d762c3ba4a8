using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>
/// Who was forgotten and which groups were erased lately: where an older copy takes the place of the store they are in it again, and only this tells.
/// It holds no ids; it can be asked about one. A store that is not put back by this bot may remember nothing. Safe from any thread; throws a
/// <see cref="StorageException"/> where the store fails.
/// </summary>
public interface IErasures
{
    /// <summary>
    /// Remembers one more, in place of what was remembered of the same before; durable once it returns. <paramref name="mark"/> tells this erasure from
    /// every other: the same again changes nothing. Nor does anything while it was brought back and is not gone again.
    /// </summary>
    /// <param name="what">Who, or which group.</param>
    /// <param name="mark">The same for as long as one erasure is tried again; never the same for two.</param>
    /// <param name="at">When it was; the day of it is kept.</param>
    /// <param name="cancellationToken">Heeded before it is written.</param>
    Task RememberAsync(Erased what, string mark, Instant at, CancellationToken cancellationToken);

    /// <summary>What an older copy brought back, or null: nothing. Asked before anything is erased; from then on nothing that is goes unremembered.</summary>
    Task<BroughtBack?> BroughtBackAsync(CancellationToken cancellationToken);

    /// <summary>All that was brought back is erased again. Can be done again.</summary>
    Task AreGoneAgainAsync(CancellationToken cancellationToken);

    /// <summary>Drops what was erased before then, not all of it at once; whether there may be more.</summary>
    Task<bool> DropAsync(Instant before, CancellationToken cancellationToken);
}

/// <summary>Somebody, or a whole group.</summary>
public readonly record struct Erased
{
    private Erased(bool isGroup, string id) => (IsGroup, Id) = (isGroup, id);

    /// <summary>Which of the two it is.</summary>
    public bool IsGroup { get; }

    /// <summary>The id of it.</summary>
    public string Id { get; }

    /// <summary>Somebody who wished to be forgotten.</summary>
    public static Erased Of(PersonId person) => new(isGroup: false, person.Value);

    /// <summary>A group that the bot was removed from.</summary>
    public static Erased Of(GroupId group) => new(isGroup: true, group.Value);
}

/// <summary>What was erased for good and is there again.</summary>
/// <param name="MarkOf">The mark of that erasure, or null: it was not brought back.</param>
public sealed record BroughtBack(Func<Erased, string?> MarkOf);
