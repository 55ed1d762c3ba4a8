using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>What became of keeping somebody from posting, or letting them again.</summary>
public enum BlockOutcome
{
    /// <summary>It is so now.</summary>
    Done,

    /// <summary>They are kept from it already; nothing changed.</summary>
    Already,

    /// <summary>So many are kept from it that something else must be wrong; nothing changed.</summary>
    TooMany,

    /// <summary>There is no such block any more; nothing changed.</summary>
    Gone,
}

public sealed partial record Group
{
    /// <summary>More people at once than a group this side of a raid ever has to keep from posting.</summary>
    public const int MostBlocks = 100;

    /// <summary>Who was let again and can't be told for so long is not told.</summary>
    private static readonly Duration LiftedKeptFor = Duration.FromDays(1);

    /// <summary>Who may not post for a time; and who may again, until they are told.</summary>
    public ImmutableArray<Block> Blocks { get; init; } = [];

    /// <summary>A block of which somebody has yet to be told, or null.</summary>
    internal Block? BlockToTell => Blocks.FirstOrDefault(b => b.ToTell is not null);

    /// <summary>The block that holds for this person, or null.</summary>
    internal Block? BlockOf(PersonId person, Instant now) => BlocksAt(now).FirstOrDefault(b => b.Person == person);

    /// <summary>Blocks that hold, the newest last.</summary>
    internal IEnumerable<Block> BlocksAt(Instant now) => Blocks.Where(b => !b.IsLifted && b.Until > now);

    /// <summary>Keeps somebody from posting, and writes down who did.</summary>
    internal (Group Next, BlockOutcome Outcome) Blocking(Block block, FacilitatorAct act, Instant now)
    {
        if (HasLogged(act.Key)) return (this, BlockOutcome.Done);
        if (BlockOf(block.Person, now) is not null) return (this, BlockOutcome.Already);
        if (BlocksAt(now).Count() >= MostBlocks) return (this, BlockOutcome.TooMany);
        return ((this with { Blocks = Blocks.RemoveAll(b => b.Person == block.Person).Add(block), KeepAt = now, KeepFailures = 0 }).Logged(act, now), BlockOutcome.Done);
    }

    /// <summary>Lets somebody post again, and writes down who did.</summary>
    internal (Group Next, BlockOutcome Outcome) Unblocking(string key, FacilitatorAct act, Instant now)
    {
        if (HasLogged(act.Key)) return (this, BlockOutcome.Done);
        if (BlocksAt(now).FirstOrDefault(b => b.Key == key) is not { } block) return (this, BlockOutcome.Gone);
        var lifted = block with { IsLifted = true, Until = now + LiftedKeptFor, Words = null, ToTell = BlockWord.Lifted };
        return ((this with { Blocks = Blocks.Replace(block, lifted), KeepAt = now, KeepFailures = 0 }).Logged(act, now), BlockOutcome.Done);
    }

    /// <summary>The same group after a person was told of a block, as far as can be; one that was lifted is gone with that.</summary>
    internal Group Told(string key, BlockWord word) => Blocks.FirstOrDefault(b => b.Key == key && b.ToTell == word) is not { } told ? this
        : this with { Blocks = told.IsLifted ? Blocks.Remove(told) : Blocks.Replace(told, told with { ToTell = null }) };
}
